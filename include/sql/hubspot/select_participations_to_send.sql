-- What people did, one verb after the other, event by event.
select
    one.account_id,
    one.webinar_id,
    one.occurrence_key,
    one.email,
    one.object_key,
    one.digest,
    one.object_id,
    one.hubspot_id,
    one.action,
    one.interacted_at,
    one.registered_at,
    one.cancelled_at,
    one.joined_at,
    one.left_at
from hubspot.participations_to_send as one
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'participation'
        and refusal.object_key = one.object_key
        and refusal.digest = one.digest
        and refusal.next_attempt_at > now()
        and not :with_refused
where
    one.verb = :verb
    and one.action in (:verb, 'withdraw')
    and one.object_id is not null
    and one.interacted_at is not null  -- vanished only since this push began: the next one's
    and refusal.object_key is null
order by one.object_id, one.hubspot_id
