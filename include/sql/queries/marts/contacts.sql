-- name: fetch_touched_emails
-- For the load: who has rows in marts of the webinars to compute; their contacts may change.
select known.email
from marts.registrations as known
inner join sync.webinars_to_load as wanted
    on wanted.account_id = known.account_id and wanted.webinar_id = known.webinar_id
union
select known.email
from marts.participations as known
inner join sync.webinars_to_load as wanted
    on wanted.account_id = known.account_id and wanted.webinar_id = known.webinar_id;

-- name: fetch_touched_registrations
-- For the load: registrations of touched people for webinars that are not computed now.
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
);

-- name: fetch_touched_participations
-- For the load: participations of touched people in webinars that are not computed now.
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
);
