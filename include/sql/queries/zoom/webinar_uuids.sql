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
        select date.scheduled_at
        from zoom.dates as date
        where
            date.account_id = announced.account_id
            and date.webinar_id = announced.webinar_id
    ) as starts
from zoom.webinar_uuids as announced
where announced.account_id = :account_id;
