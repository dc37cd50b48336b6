create or replace view marts.filter_zoom_registration as
select
    registration.email,
    registration.account_id,
    registration.webinar_id,
    coalesce(event.topic, webinar.topic) as webinar_name,
    registration.registered_at,
    registration.is_approved
from marts.registrations as registration
left join (
    select distinct on (account_id, webinar_id)
        account_id,
        webinar_id,
        topic
    from marts.marketing_events
    order by
        account_id asc,
        webinar_id asc,
        coalesce(started_at, scheduled_at) desc nulls last,
        occurrence_key desc
) as event
    on event.account_id = registration.account_id and event.webinar_id = registration.webinar_id
left join zoom.webinars as webinar
    on
        webinar.account_id = registration.account_id
        and webinar.webinar_id = registration.webinar_id;
comment on view marts.filter_zoom_registration is
'Segments by Zoom''s event of a registration: webinar id and name. One row for each registration '
'that was approved at some time, also for a series of which no date is known; is_approved: not '
'cancelled since';
