-- The UUIDs of events to come that are known, with the starts that their webinar has.
select
    known.event_uuid,
    known.webinar_id,
    array(
        select webinar.scheduled_at
        from zoom.webinars as webinar
        where
            webinar.account_id = known.account_id
            and webinar.webinar_id = known.webinar_id
            and webinar.scheduled_at is not null
        union
        select occurrence.scheduled_at
        from zoom.occurrences as occurrence
        where
            occurrence.account_id = known.account_id
            and occurrence.webinar_id = known.webinar_id
            and occurrence.status = 'available'
    ) as starts
from zoom.webinar_uuids as known
where known.account_id = :account_id
