-- name: select_portal
-- Select the HubSpot account that this warehouse is pushed to.
select
    portal_id,
    is_sandbox,
    time_zone,
    connection_sha256,
    warehouse_id::text as warehouse_id,
    pushes,
    mark_tokens,
    claimed_run_id,
    extract(epoch from now() - claimed_at)::float as claimed_seconds_ago,
    obstacle,
    obstacle_run_id,
    events_listed_at,
    properties,
    event_types
from hubspot.portal;

-- name: select_portal_id
-- Select the number of that HubSpot account: the webhooks may read no more of it.
select portal_id
from hubspot.portal;

-- name: upsert_portal
-- Remember the HubSpot account that this warehouse is pushed to.
insert into hubspot.portal as portal (
    portal_id, is_sandbox, time_zone, connection_sha256, run_id
)
values (:portal_id, :is_sandbox, :time_zone, :connection_sha256, :run_id)
on conflict (id) do update
    set
        portal_id = excluded.portal_id,
        is_sandbox = excluded.is_sandbox,
        time_zone = excluded.time_zone,
        connection_sha256 = excluded.connection_sha256,
        run_id = excluded.run_id;

-- name: forget_portal
-- Forget the HubSpot account, and all that was read from it and sent to it.
select hubspot.forget_portal();

-- name: forget_contents
-- Forget what was read from the HubSpot account and sent to it, but not since when it is connected.
select hubspot.forget_contents();

-- name: update_portal_claim
-- Raise the mark's counter here, before it is raised in HubSpot.
update hubspot.portal
set
    connection_sha256 = :connection_sha256,
    is_sandbox = :is_sandbox,
    pushes = :pushes,
    mark_tokens = :mark_tokens,
    claimed_run_id = null,
    claimed_at = null,
    obstacle_run_id = case
        when cast(:obstacle as text) is null then null
        when obstacle is distinct from cast(:obstacle as text) then :run_id
        else obstacle_run_id
    end,
    obstacle = :obstacle,
    run_id = :run_id;

-- name: confirm_portal_claim
-- Remember that HubSpot has this run's mark.
update hubspot.portal
set
    claimed_run_id = :run_id,
    claimed_at = now(),
    run_id = :run_id;

-- name: update_portal_obstacle
-- Remember why nothing may be sent to the HubSpot account.
update hubspot.portal
set
    obstacle_run_id = case
        when obstacle is distinct from cast(:obstacle as text) then :run_id
        else obstacle_run_id
    end,
    obstacle = :obstacle,
    claimed_run_id = null,
    claimed_at = null,
    run_id = :run_id;

-- name: distrust_sent_contacts
-- Let every contact be read and sent again: another warehouse may have written to all of them.
with stale as (
    update hubspot.sent_contacts
    set
        is_stale = true,
        run_id = :run_id
)

update hubspot.addresses
set
    read_at = '-infinity',
    archive_read_at = null,
    run_id = :run_id;

-- name: update_portal_properties
-- Remember which properties exist in HubSpot.
update hubspot.portal
set
    properties = cast(:properties as jsonb),
    run_id = :run_id;

-- name: update_portal_event_types
-- Remember which custom events exist in HubSpot.
update hubspot.portal
set
    event_types = cast(:event_types as jsonb),
    run_id = :run_id;

-- name: select_settings
-- Select the settings about HubSpot.
select
    contact_properties,
    custom_events,
    difference_threshold_percent
from settings.sync;

-- name: select_open_issues
-- Select what is wrong with the exchange with HubSpot as a whole.
select code
from sync.errors
where object_kind = 'hubspot' and object_key = 'account' and cleared_at is null;
