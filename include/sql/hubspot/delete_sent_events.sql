-- These marketing events are no longer in HubSpot, nor is anybody's part in them.
with gone as (
    delete from hubspot.sent_events
    where object_id = any(:object_ids)
    returning account_id, webinar_id, occurrence_key
)

delete from hubspot.sent_participations as one
using gone
where
    one.account_id = gone.account_id
    and one.webinar_id = gone.webinar_id
    and one.occurrence_key = gone.occurrence_key
