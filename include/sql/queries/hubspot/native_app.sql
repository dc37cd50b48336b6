-- name: delete_native_events
-- Forget events of HubSpot's own Zoom app that HubSpot no longer lists.
delete from hubspot.native_events
where not object_id in (
    select listed.object_id
    from jsonb_to_recordset(cast(:rows as jsonb)) as listed (object_id bigint)
);

-- name: upsert_native_events
-- Remember the events of HubSpot's own Zoom app.
insert into hubspot.native_events (object_id, event_name, starts_at, run_id)
select
    listed.object_id,
    listed.event_name,
    listed.starts_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as listed (
        object_id bigint, event_name text, starts_at timestamptz
    )
order by listed.object_id
on conflict (object_id) do update
    set
        event_name = excluded.event_name,
        starts_at = excluded.starts_at,
        read_at = now(),
        run_id = excluded.run_id;

-- name: update_events_listed
-- Remember that all marketing events of the account were listed.
update hubspot.portal
set
    events_listed_at = now(),
    run_id = :run_id;

-- name: count_native_twins
-- Count webinars with an event of HubSpot's own Zoom app: of which none is made here, and of which
-- one was made.
select
    count(distinct twin.webinar_id) filter (where twin.is_withheld) as withheld,
    count(distinct twin.webinar_id) filter (where twin.is_sent) as doubled
from hubspot.native_twins as twin;

-- name: select_native_twins
-- Select occurrences of which HubSpot's own Zoom app made an event, too.
select
    account_id,
    webinar_id,
    occurrence_key,
    is_sent,
    is_withheld
from hubspot.native_twins;
