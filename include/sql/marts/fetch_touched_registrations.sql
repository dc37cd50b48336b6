-- Registrations of touched people for webinars that are not being computed.
select
    known.email,
    known.account_id,
    known.webinar_id,
    known.registrant_id,
    known.first_name,
    known.last_name,
    known.registered_at,
    known.is_approved
from staging.emails as touched
inner join marts.registrations as known on known.email = touched.email
where not exists (
    select 1
    from staging.webinars as loaded
    where loaded.account_id = known.account_id and loaded.webinar_id = known.webinar_id
)
