-- Marketing events whose participations are compared: of these days, and whatever was sent since.
select
    sent.account_id,
    sent.webinar_id,
    sent.occurrence_key,
    sent.object_id,
    sent.event_name,
    coalesce(sent.completed_starts_at, sent.starts_at) as starts_at
from hubspot.sent_events as sent
where
    coalesce(sent.completed_starts_at, sent.starts_at)
    between now() - make_interval(days => :days) and now() + make_interval(days => :days)
    or exists (
        select 1
        from hubspot.sent_participations as part
        where
            part.account_id = sent.account_id
            and part.webinar_id = sent.webinar_id
            and part.occurrence_key = sent.occurrence_key
            and part.sent_at > now() - make_interval(days => :days)
    )
order by sent.account_id, sent.webinar_id, sent.occurrence_key
