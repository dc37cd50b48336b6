-- name: upsert_sent_events
-- Record marketing events that HubSpot acknowledged.
insert into hubspot.sent_events (
    account_id, webinar_id, occurrence_key, object_id, event_name, organizer, starts_at,
    is_cancelled, is_born_cancelled, recording_url, recording_seconds, transcript_url, run_id
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
    event.recording_url,
    event.recording_seconds,
    event.transcript_url,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as event (
        account_id text, webinar_id bigint, occurrence_key text, object_id bigint, event_name
        text, organizer text, starts_at timestamptz, stays_cancelled boolean,
        is_born_cancelled boolean, recording_url text, recording_seconds int, transcript_url text
    )
order by event.account_id, event.webinar_id, event.occurrence_key
on conflict (account_id, webinar_id, occurrence_key) do update
    set
        object_id = excluded.object_id,
        event_name = excluded.event_name,
        organizer = excluded.organizer,
        starts_at = excluded.starts_at,
        is_cancelled = excluded.is_cancelled,
        recording_url = excluded.recording_url,
        recording_seconds = excluded.recording_seconds,
        transcript_url = excluded.transcript_url,
        run_id = excluded.run_id;
