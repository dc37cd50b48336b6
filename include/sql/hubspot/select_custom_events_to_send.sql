-- Custom events to be sent.
select
    one.account_id,
    one.webinar_id,
    one.occurrence_key,
    one.email,
    one.object_key,
    one.digest,
    one.kind,
    one.occurred_at,
    one.webinar_name,
    one.attended_seconds,
    one.attendance_percent,
    one.hubspot_id,
    one.uuid
from hubspot.custom_events_to_send as one
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'custom_event'
        and refusal.object_key = one.object_key
        and refusal.digest = one.digest
        and refusal.next_attempt_at > now()
        and not :with_refused
where one.action = 'send' and refusal.object_key is null
order by one.account_id, one.webinar_id, one.occurrence_key, one.kind, one.email
