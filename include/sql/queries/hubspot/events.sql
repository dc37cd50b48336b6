-- name: upsert_sent_events
-- Record marketing events that HubSpot acknowledged.
insert into hubspot.sent_events (
    account_id, webinar_id, occurrence_key, object_id, event_name, organizer, starts_at,
    is_cancelled, is_born_cancelled, run_id
)
select
    event.account_id,
    event.webinar_id,
    event.occurrence_key,
    event.object_id,
    event.event_name,
    event.organizer,
    event.starts_at,
    event.stays_cancelled,
    event.is_born_cancelled,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as event (
        account_id text, webinar_id bigint, occurrence_key text, object_id bigint, event_name
        text, organizer text, starts_at timestamptz, stays_cancelled boolean,
        is_born_cancelled boolean
    )
order by event.account_id, event.webinar_id, event.occurrence_key
on conflict (account_id, webinar_id, occurrence_key) do update
    set
        object_id = excluded.object_id,
        event_name = excluded.event_name,
        organizer = excluded.organizer,
        starts_at = excluded.starts_at,
        is_cancelled = excluded.is_cancelled,
        run_id = excluded.run_id;

-- name: update_sent_event
-- Record that HubSpot acknowledged an event as completed, or cancelled.
update hubspot.sent_events
set
    completed_starts_at = coalesce(:real_starts_at, completed_starts_at),
    completed_ends_at = coalesce(:real_ends_at, completed_ends_at),
    completed_at = case when :is_cancelled then completed_at else now() end,
    is_to_complete_again = is_to_complete_again and :is_cancelled,
    is_cancelled = is_cancelled or :is_cancelled,
    run_id = :run_id
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and occurrence_key = :occurrence_key;

-- name: delete_sent_events
-- Forget marketing events that are no longer in HubSpot, and everybody's participation in them.
with gone as (
    delete from hubspot.sent_events
    where object_id = any(:object_ids)
    returning account_id, webinar_id, occurrence_key
),

left_registrations as (
    delete from hubspot.left_registrations as former
    using gone
    where
        former.account_id = gone.account_id
        and former.webinar_id = gone.webinar_id
        and former.occurrence_key = gone.occurrence_key
)

delete from hubspot.sent_participations as participation
using gone
where
    participation.account_id = gone.account_id
    and participation.webinar_id = gone.webinar_id
    and participation.occurrence_key = gone.occurrence_key;
