-- What HubSpot was told of one event, and acknowledged.
select
    sent.contact_id,
    sent.registered_at,
    sent.cancelled_at,
    sent.joined_at,
    sent.left_at,
    sent.registered_sent_at,
    sent.attended_sent_at,
    sent.is_withdrawn,
    event.completed_starts_at is not null as is_completed,
    part.joined_at is null and sent.joined_at is not null as is_taken_back
from hubspot.sent_participations as sent
inner join hubspot.sent_events as event
    on
        event.account_id = sent.account_id
        and event.webinar_id = sent.webinar_id
        and event.occurrence_key = sent.occurrence_key
left join marts.participations as part
    on
        part.account_id = sent.account_id
        and part.webinar_id = sent.webinar_id
        and part.occurrence_key = sent.occurrence_key
        and part.email = sent.email
where
    sent.account_id = :account_id
    and sent.webinar_id = :webinar_id
    and sent.occurrence_key = :occurrence_key
