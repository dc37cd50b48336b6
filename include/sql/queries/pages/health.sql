-- name: select_accounts
-- Select the Zoom accounts, up to when each was read, and what was wrong with the last reading.
select
    account.account_id,
    coalesce(account.brand, account.account_id) as label,
    coalesce(account.is_primary, false) as is_primary,
    coalesce(connection.is_connected, true) as is_connected,
    watermark.watermark,
    account.history_read_until,
    error.is_broken,
    error.has_error
from zoom.accounts as account
left join sync.watermarks as watermark on watermark.account_id = account.account_id
left join hubspot.zoom_accounts as connection on connection.account_id = account.account_id
cross join
    lateral (
        select
            coalesce(bool_or(code = any(cast(:urgent_codes as text[]))), false) as is_broken,
            coalesce(bool_or(severity = 'error'), false) as has_error
        from sync.errors
        where
            object_kind = 'account'
            and object_key = account.account_id
            and cleared_at is null
    ) as error
order by label, account.account_id;

-- name: select_account_successes
-- Select when each Zoom account was last read and loaded by runs of some Dags.
select
    account.account_id,
    dag.dag_id,
    success.changed_at as succeeded_at
from zoom.accounts as account
cross join unnest(cast(:dag_ids as text[])) as dag (dag_id)
cross join
    lateral (
        select step.changed_at
        from sync.runs as run
        inner join sync.run_steps as step
            on
                step.run_id = run.run_id
                and step.step = 'load'
                and step.account_id = account.account_id
                and step.state = 'done'
        where run.dag_id = dag.dag_id
        order by run.started_at desc
        limit 1
    ) as success;

-- name: select_requests_today
-- Count the requests that runs of this UTC day sent so far, by API and Zoom account.
select
    sent.api,
    sent.account_id,
    sum(sent.requests) as requests
from sync.runs as run
inner join sync.api_requests as sent on sent.run_id = run.run_id
where run.started_at >= date_trunc('day', now(), 'UTC')
group by sent.api, sent.account_id;

-- name: select_requests_left_today
-- Select how many requests Zoom last said were left to each account this UTC day.
select
    account_id,
    label,
    left_today
from zoom.rate_limits
where left_today is not null and left_read_at >= date_trunc('day', now(), 'UTC')
order by account_id, label;

-- name: select_hubspot
-- Select the HubSpot account, and since when it is connected; no row: it never was.
select
    connected.connected_at,
    portal.portal_id,
    portal.is_sandbox
from hubspot.connected as connected
left join hubspot.portal as portal on portal.id
union all
select
    null as connected_at,
    portal.portal_id,
    portal.is_sandbox
from hubspot.portal as portal
where not exists (select 1 from hubspot.connected);

-- name: select_dags
-- Select how the last run of each Dag ended, and when one last succeeded.
select
    dag.dag_id,
    last_run.run_id,
    last_run.state,
    last_run.message,
    last_run.ended_at,
    last_success.ended_at as succeeded_at,
    exists(
        select 1
        from sync.errors as error
        where
            error.run_id = last_run.run_id
            and error.severity = 'error'
            and error.cleared_at is null
    ) as is_explained
from unnest(cast(:dag_ids as text[])) with ordinality as dag (dag_id, place)
left join lateral (
    select run.*
    from sync.runs as run
    where run.dag_id = dag.dag_id and run.ended_at is not null
    order by run.ended_at desc
    limit 1
) as last_run on true
left join lateral (
    select run.ended_at
    from sync.runs as run
    where run.dag_id = dag.dag_id and run.ended_at is not null and run.state = 'success'
    order by run.ended_at desc
    limit 1
) as last_success on true
order by dag.place;

-- name: select_receivers_failing
-- Count receivers of alerts that did not accept the last one.
select
    count(*) as receivers,
    min(next_attempt_at) as next_at
from sync.alert_receivers;
