-- name: insert_webinar_uuids
-- Remember which webinars UUIDs of the report on events to come stand for.
insert into zoom.webinar_uuids (account_id, event_uuid, webinar_id, run_id)
select
    :account_id,
    detail.event_uuid,
    detail.webinar_id,
    :run_id
from
    unnest(cast(:event_uuids as text[]), cast(:webinar_ids as bigint[]))
        as detail (event_uuid, webinar_id)
order by detail.event_uuid
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
