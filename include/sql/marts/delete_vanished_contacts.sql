-- Delete contacts that were computed anew and came to nothing, by address.
delete from marts.contacts as known
using staging.emails as touched
where
    known.email = touched.email
    and not exists (
        select 1 from staging.contacts as loaded
        where loaded.email = known.email
    )
