-- name: select_events_to_send
-- Select marketing events of which one thing is to be done; the gate is asked about each again.
-- Without its properties, what is new about recordings waits.
select
    event.account_id,
    event.webinar_id,
    event.occurrence_key,
    event.object_key,
    event.digest,
    event.object_id,
    event.external_id,
    event.event_name,
    event.organizer,
    event.starts_at,
    event.real_starts_at,
    event.real_ends_at,
    event.stays_cancelled,
    event.is_born_cancelled,
    recorded.recording_url,
    recorded.recording_seconds,
    recorded.transcript_url,
    sent.recording_seconds is not null or recorded.recording_seconds is not null as is_recorded
from hubspot.events_to_send as event
left join hubspot.sent_events as sent
    on
        sent.account_id = event.account_id
        and sent.webinar_id = event.webinar_id
        and sent.occurrence_key = event.occurrence_key
cross join
    lateral (
        select
            case when :with_recordings then event.recording_url else sent.recording_url end
                as recording_url,
            case when :with_recordings then event.recording_seconds else sent.recording_seconds end
                as recording_seconds,
            case when :with_recordings then event.transcript_url else sent.transcript_url end
                as transcript_url
    ) as recorded
left join hubspot.held_events as held
    on
        held.account_id = event.account_id
        and held.webinar_id = event.webinar_id
        and held.occurrence_key = event.occurrence_key
        and event.action in ('create', 'complete', 'cancel')
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'marketing_event'
        and refusal.object_key = event.object_key
        and refusal.digest = event.digest
        and refusal.next_attempt_at > now()
        and not :with_refused
where
    event.action = :action
    and (:with_recordings or not event.is_recording_alone)
    and held.reason is null
    and refusal.object_key is null
order by event.account_id, event.webinar_id, event.occurrence_key;
