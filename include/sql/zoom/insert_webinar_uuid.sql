-- Remember which webinar a UUID of the report on events to come stands for.
insert into zoom.webinar_uuids (account_id, event_uuid, webinar_id, run_id)
values (:account_id, :event_uuid, :webinar_id, :run_id)
on conflict (account_id, event_uuid) do nothing
