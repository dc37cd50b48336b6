-- name: select_last_runs
-- Select the last runs, of all Dags.
select
    run_id,
    dag_id,
    run_type,
    state,
    started_at,
    ended_at,
    message
from sync.runs
order by started_at desc
limit 15;

-- name: select_runs
-- Select runs of a Dag, the last first, a page at a time.
select
    run_id,
    run_type,
    state,
    started_at,
    ended_at,
    message
from sync.runs
where dag_id = :dag_id
order by started_at desc, run_id asc
limit :page_rows offset :skipped;

-- name: count_runs
-- Count the runs of a Dag.
select count(*) as runs
from sync.runs
where dag_id = :dag_id;

-- name: select_run
-- Select a run, and whether something was checked in it.
select
    run.run_id,
    run.run_type,
    run.state,
    run.message,
    run.window_from,
    run.window_to,
    run.started_at,
    run.ended_at,
    run.counts,
    exists(
        select 1
        from sync.validations as validation
        where validation.run_id = run.run_id
    ) as is_checked
from sync.runs as run
where run.run_id = :run_id;

-- name: select_steps
-- Select the steps of a run, account by account, in their order.
select
    step,
    account_id,
    label,
    state,
    message,
    counts,
    began_at,
    changed_at
from sync.run_steps
where run_id = :run_id
order by account_id, began_at, step;

-- name: select_requests_of_run
-- Select the requests that a run sent, by API and endpoint, most first.
select
    sent.api,
    coalesce(account.brand, sent.account_id) as label,
    sent.endpoint,
    sum(sent.requests) as requests,
    sum(sent.refused) as refused
from sync.api_requests as sent
left join zoom.accounts as account on account.account_id = sent.account_id
where sent.run_id = :run_id
group by sent.api, coalesce(account.brand, sent.account_id), sent.endpoint
order by requests desc, sent.api asc, label asc, sent.endpoint asc;

-- name: select_run_errors
-- Select what a run found wrong, or no longer wrong, and what began to be wrong while it ran: the
-- last run that saw an error is the one whose name it has.
select
    error.object_kind,
    error.object_key,
    error.code,
    error.severity,
    error.message,
    error.remedy,
    error.resources,
    error.first_seen_at,
    error.cleared_at,
    error.run_id = :run_id as is_last_seen,
    count(*) filter (where error.cleared_at is null and error.severity = 'error')
        over () as open_errors
from sync.errors as error
inner join sync.runs as run on run.run_id = :run_id
where
    error.run_id = :run_id
    or error.first_seen_at between run.started_at and coalesce(run.ended_at, now())
order by error.cleared_at is not null, error.severity, error.first_seen_at, error.object_key
limit 50;
