-- Marketing events of which one thing is to be done.
select
    one.account_id,
    one.webinar_id,
    one.occurrence_key,
    one.object_key,
    one.digest,
    one.object_id,
    one.event_name,
    one.organizer,
    one.starts_at,
    one.real_starts_at,
    one.real_ends_at,
    one.stays_cancelled
from hubspot.events_to_send as one
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'marketing_event'
        and refusal.object_key = one.object_key
        and refusal.digest = one.digest
        and refusal.next_attempt_at > now()
        and not :with_refused
where
    one.action = :action
    and (one.action not in ('cancel', 'complete') or one.object_id is not null)
    and refusal.object_key is null
    and not (
        one.action = 'complete'
        and exists (
            select 1
            from hubspot.participations_to_send as waiting
            left join hubspot.refusals as deferred
                on
                    deferred.object_kind = 'participation'
                    and deferred.object_key = waiting.object_key
                    and deferred.digest = waiting.digest
            where
                waiting.account_id = one.account_id
                and waiting.webinar_id = one.webinar_id
                and waiting.occurrence_key = one.occurrence_key
                and waiting.action in ('register', 'cancel', 'attend')
                and deferred.object_key is null
        )
    )
order by one.account_id, one.webinar_id, one.occurrence_key
