-- Keep the computed marketing events by account_id, webinar_id, occurrence_key; rows that are the
-- same stay untouched.
insert into marts.marketing_events as known (
    account_id,
    webinar_id,
    occurrence_key,
    topic,
    host_email,
    status,
    scheduled_at,
    started_at,
    ended_at,
    length_seconds,
    settled_at,
    registrations,
    cancellations,
    attendances,
    no_shows,
    anonymous_attendances,
    scheduled_end_at,
    run_id
)
select
    loaded.account_id,
    loaded.webinar_id,
    loaded.occurrence_key,
    loaded.topic,
    loaded.host_email,
    loaded.status,
    loaded.scheduled_at,
    loaded.started_at,
    loaded.ended_at,
    loaded.length_seconds,
    loaded.settled_at,
    loaded.registrations,
    loaded.cancellations,
    loaded.attendances,
    loaded.no_shows,
    loaded.anonymous_attendances,
    loaded.scheduled_end_at,
    :run_id
from staging.marketing_events as loaded
on conflict (account_id, webinar_id, occurrence_key) do update
    set
        topic = excluded.topic,
        host_email = excluded.host_email,
        status = excluded.status,
        scheduled_at = excluded.scheduled_at,
        started_at = excluded.started_at,
        ended_at = excluded.ended_at,
        length_seconds = excluded.length_seconds,
        settled_at = excluded.settled_at,
        registrations = excluded.registrations,
        cancellations = excluded.cancellations,
        attendances = excluded.attendances,
        no_shows = excluded.no_shows,
        anonymous_attendances = excluded.anonymous_attendances,
        scheduled_end_at = excluded.scheduled_end_at,
        run_id = excluded.run_id
    where (
        known.topic, known.host_email, known.status, known.scheduled_at, known.started_at,
        known.ended_at, known.length_seconds, known.settled_at, known.registrations,
        known.cancellations, known.attendances, known.no_shows, known.anonymous_attendances,
        known.scheduled_end_at
    ) is distinct from (
        excluded.topic, excluded.host_email, excluded.status, excluded.scheduled_at,
        excluded.started_at, excluded.ended_at, excluded.length_seconds, excluded.settled_at,
        excluded.registrations, excluded.cancellations, excluded.attendances, excluded.no_shows,
        excluded.anonymous_attendances, excluded.scheduled_end_at
    )
