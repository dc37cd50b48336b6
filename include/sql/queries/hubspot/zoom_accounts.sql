-- name: record_zoom_accounts
-- Record which Zoom accounts the connections are of now. What was once read from the sandbox stays
-- the sandbox's.
with connected as (
    select
        account.account_id,
        account.is_sandbox
    from
        jsonb_to_recordset(cast(:rows as jsonb)) as account (
            account_id text, is_sandbox boolean
        )
),

disconnected as (
    update hubspot.zoom_accounts as known
    set
        is_connected = false,
        run_id = :run_id
    where
        known.is_connected
        and known.account_id not in (select connected.account_id from connected)
)

insert into hubspot.zoom_accounts as known (account_id, is_connected, is_sandbox, run_id)
select
    connected.account_id,
    true as is_connected,
    connected.is_sandbox,
    :run_id
from connected
order by connected.account_id
on conflict (account_id) do update
    set
        is_connected = true,
        is_sandbox = known.is_sandbox or excluded.is_sandbox,
        run_id = excluded.run_id
    where
    not known.is_connected
    or (excluded.is_sandbox and not known.is_sandbox);

-- name: bind_sandbox_accounts
-- Remember the first HubSpot account that the sandbox's Zoom accounts are sent to.
update hubspot.zoom_accounts as account
set
    sandbox_portal_id = portal.portal_id,
    run_id = :run_id
from hubspot.portal as portal
where account.is_sandbox and account.sandbox_portal_id is null and portal.is_sandbox;

-- name: select_withheld_accounts
-- Select Zoom accounts of which nothing is sent, and why, where something was loaded of them, or
-- HubSpot has something.
select
    withheld.account_id,
    withheld.reason
from hubspot.withheld_accounts as withheld
where
    exists (
        select 1
        from marts.marketing_events as event
        where event.account_id = withheld.account_id
    )
    or exists (
        select 1
        from hubspot.sent_contacts as sent
        where withheld.account_id = any(sent.account_ids)
    )
order by withheld.account_id;
