-- name: select_portal
-- Select the HubSpot account that this warehouse is pushed to.
select
    portal_id,
    time_zone,
    token_sha256,
    properties,
    event_types
from hubspot.portal;

-- name: upsert_portal
-- Remember the HubSpot account that this warehouse is pushed to.
insert into hubspot.portal as portal (portal_id, time_zone, token_sha256, run_id)
values (:portal_id, :time_zone, :token_sha256, :run_id)
on conflict (id) do update
    set
        portal_id = coalesce(excluded.portal_id, portal.portal_id),
        time_zone = excluded.time_zone,
        token_sha256 = excluded.token_sha256,
        run_id = excluded.run_id;

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
