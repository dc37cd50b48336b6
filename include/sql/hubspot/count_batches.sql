-- Into how many requests what people did must go, at the least: each is about one event.
select coalesce(sum(ceil(by_event.people / 100.0)), 0)::int as requests
from (
    select
        one.object_id,
        count(*) as people
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
        and one.interacted_at is not null
        and refusal.object_key is null
    group by one.object_id
) as by_event
