-- Delete registrations of the computed webinars that are no longer, by account_id, webinar_id,
-- registrant_id.
delete from marts.registrations as known
using staging.webinars as webinar
where
    known.account_id = webinar.account_id
    and known.webinar_id = webinar.webinar_id
    and not exists (
        select 1
        from staging.registrations as loaded
        where
            loaded.account_id = known.account_id
            and loaded.webinar_id = known.webinar_id
            and loaded.registrant_id = known.registrant_id
    )
