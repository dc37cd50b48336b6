-- Custom events to be sent.
select
    account_id,
    webinar_id,
    occurrence_key,
    email,
    kind,
    occurred_at,
    webinar_name,
    attended_seconds,
    attendance_percent,
    hubspot_id,
    uuid
from hubspot.custom_events_to_send
where action = 'send'
order by account_id, webinar_id, occurrence_key, kind, email
