-- name: select_events_to_send
-- Select marketing events of which one thing is to be done. One is completed only after everybody's
-- participation in it was sent, or refused.
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
    event.stays_cancelled
from hubspot.events_to_send as event
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'marketing_event'
        and refusal.object_key = event.object_key
        and refusal.digest = event.digest
        and refusal.next_attempt_at > now()
        and not :with_refused
where
    event.action = :action
    and (event.action not in ('cancel', 'complete') or event.object_id is not null)
    and refusal.object_key is null
    and not (
        event.action = 'complete'
        and exists (
            select 1
            from hubspot.participations_to_send as participation
            left join hubspot.refusals as deferred
                on
                    deferred.object_kind = 'participation'
                    and deferred.object_key = participation.object_key
                    and deferred.digest = participation.digest
            where
                participation.account_id = event.account_id
                and participation.webinar_id = event.webinar_id
                and participation.occurrence_key = event.occurrence_key
                and participation.action in ('register', 'cancel', 'attend')
                and deferred.object_key is null
        )
    )
order by event.account_id, event.webinar_id, event.occurrence_key;
