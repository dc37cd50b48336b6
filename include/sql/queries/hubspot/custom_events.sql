-- name: select_custom_events_to_send
-- Select custom events to be sent.
select
    custom_event.account_id,
    custom_event.webinar_id,
    custom_event.occurrence_key,
    custom_event.email,
    custom_event.object_key,
    custom_event.digest,
    custom_event.kind,
    custom_event.occurred_at,
    custom_event.webinar_name,
    custom_event.attended_seconds,
    custom_event.attendance_percent,
    custom_event.recording_topic,
    custom_event.recording_started_at,
    custom_event.recording_url,
    custom_event.hubspot_id,
    custom_event.uuid
from hubspot.custom_events_to_send as custom_event
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'custom_event'
        and refusal.object_key = custom_event.object_key
        and refusal.digest = custom_event.digest
        and refusal.next_attempt_at > now()
        and not :with_refused
where custom_event.action = 'send' and refusal.object_key is null
order by
    custom_event.account_id,
    custom_event.webinar_id,
    custom_event.occurrence_key,
    custom_event.kind,
    custom_event.email;

-- name: insert_sent_custom_events
-- Record custom events that HubSpot acknowledged.
insert into hubspot.sent_custom_events (
    account_id,
    webinar_id,
    occurrence_key,
    email,
    kind,
    run_id
)
select
    acknowledged.account_id,
    acknowledged.webinar_id,
    acknowledged.occurrence_key,
    acknowledged.email,
    acknowledged.kind,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as acknowledged (
        account_id text,
        webinar_id bigint,
        occurrence_key text,
        email text,
        kind text
    )
on conflict do nothing;
