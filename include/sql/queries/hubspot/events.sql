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

-- name: select_is_recording_sent
-- Select whether any event is to be sent what is new about its recordings, as far as it has some.
select
    exists (select 1 from marts.recordings)
    and exists (
        select 1
        from hubspot.events_to_send as event
        where
            event.action in ('create', 'update')
            and event.is_recording_new
            and event.recording_url is not null
    ) as is_sent;

-- name: forget_sent_recordings
-- Let every event be sent again what its recordings are: its properties were gone in HubSpot.
update hubspot.sent_events
set
    recording_url = null,
    recording_seconds = null,
    transcript_url = null,
    run_id = :run_id
where recording_seconds is not null;
