-- name: insert_webinar_uuid
-- Remember which webinar a UUID of the report on events to come stands for.
insert into zoom.webinar_uuids (account_id, event_uuid, webinar_id, run_id)
values (:account_id, :event_uuid, :webinar_id, :run_id)
on conflict (account_id, event_uuid) do nothing;

-- name: select_known_uuids
-- Select the known UUIDs of events to come, with the starts that their webinar has.
select
    announced.event_uuid,
    announced.webinar_id,
    array(
        select webinar.scheduled_at
        from zoom.webinars as webinar
        where
            webinar.account_id = announced.account_id
            and webinar.webinar_id = announced.webinar_id
            and webinar.scheduled_at is not null
        union
        select occurrence.scheduled_at
        from zoom.occurrences as occurrence
        where
            occurrence.account_id = announced.account_id
            and occurrence.webinar_id = announced.webinar_id
            and occurrence.status = 'available'
    ) as starts
from zoom.webinar_uuids as announced
where announced.account_id = :account_id;
