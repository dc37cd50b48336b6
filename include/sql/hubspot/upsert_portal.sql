-- Remember the HubSpot account that this warehouse is pushed to.
insert into hubspot.portal as portal (portal_id, time_zone, token_sha256, run_id)
values (:portal_id, :time_zone, :token_sha256, :run_id)
on conflict (id) do update
    set
        portal_id = coalesce(excluded.portal_id, portal.portal_id),
        time_zone = excluded.time_zone,
        token_sha256 = excluded.token_sha256,
        run_id = excluded.run_id
