-- Participations of touched people for webinars that are not being computed.
select
    known.email,
    known.account_id,
    known.webinar_id,
    known.state,
    known.registered_at,
    known.cancelled_at,
    known.joined_at,
    known.left_at,
    known.attended_share
from staging.emails as touched
inner join marts.participations as known on known.email = touched.email
where not exists (
    select 1
    from staging.webinars as loaded
    where loaded.account_id = known.account_id and loaded.webinar_id = known.webinar_id
)
