-- name: select_occurrence
-- Select one occurrence.
select
    event.account_id,
    event.webinar_id,
    event.occurrence_key,
    event.topic,
    event.status,
    event.scheduled_at,
    event.started_at,
    event.ended_at,
    event.length_seconds,
    event.settled_at,
    event.registrations,
    event.cancellations,
    event.attendances,
    event.no_shows,
    event.late_registrations,
    event.anonymous_attendances,
    event.erased_registrations,
    event.erased_attendances,
    -- Whoever left later than this stayed to the end: in it in the last 5 % of its length.
    event.ended_at - event.length_seconds * 0.05 * interval '1 second' as end_begins_at
from marts.marketing_events as event
where
    event.account_id = :account_id
    and event.webinar_id = :webinar_id
    and event.occurrence_key = :occurrence_key;

-- name: select_funnel
-- Count the people of an occurrence by what they did.
select
    count(registered_at) as registered,
    count(*) filter (where state = 'attended') as attended,
    count(*) filter (where state = 'attended' and registered_at is not null)
        as registered_and_attended,
    count(*) filter (where state = 'attended' and left_at >= :end_begins_at) as stayed,
    count(*) filter (where state = 'attended' and cancelled_at is not null)
        as cancelled_and_attended,
    count(*) filter (where state = 'registered') as still_registered
from marts.participations
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and occurrence_key = :occurrence_key;

-- name: explain_event
-- Say what HubSpot was told of an occurrence, and what waits; nothing before the first push.
select
    explained.happened_at,
    explained.code,
    explained.why,
    explained.what_changes_it
from hubspot.explain_event(:account_id, :webinar_id, :occurrence_key) as explained
where exists (select 1 from hubspot.portal);
