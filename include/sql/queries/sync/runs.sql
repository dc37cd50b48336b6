-- name: insert_run
-- Record that a run started; started again (cleared in the UI), it runs anew.
insert into sync.runs (run_id, dag_id, run_type, window_from, window_to)
values (:run_id, :dag_id, :run_type, :window_from, :window_to)
on conflict (run_id) do update
    set
        window_from = excluded.window_from,
        window_to = excluded.window_to,
        started_at = now(),
        ended_at = null,
        state = 'running',
        message = null;

-- name: update_run_ended
-- Record how a run ended, with what the warehouse then held.
update sync.runs
set
    ended_at = now(),
    state = :state,
    message = :message,
    counts = cast(:counts as jsonb)
where run_id = :run_id;

-- name: count_backfills_to_load
-- Count the other backfill runs that have begun and have still something to load. Each records the
-- end of its step load before it asks, so of two that end at the same time one at least finds none.
select count(*) as runs
from sync.runs as run
where
    run.run_type = 'backfill'
    and run.state = 'running'
    and run.run_id <> :run_id
    and (
        not exists (
            select 1 from sync.run_steps as step
            where step.run_id = run.run_id and step.changed_at >= run.started_at
        )
        or exists (
            select 1 from sync.run_steps as step
            where
                step.run_id = run.run_id
                and step.changed_at >= run.started_at
                and (
                    step.state = 'running'
                    or (
                        step.step = 'extract'
                        and step.state = 'done'
                        and not exists (
                            select 1 from sync.run_steps as later
                            where
                                later.run_id = step.run_id
                                and later.account_id = step.account_id
                                and later.step in ('check', 'load')
                                and later.state in ('done', 'failed')
                                and later.changed_at >= step.changed_at
                                and (later.step = 'load' or later.state = 'failed')
                        )
                    )
                )
        )
    );

-- name: upsert_failed_run
-- Record that a task of a run failed for good: of a run that did not begin yet, or that had ended
-- well before. Of one that is under way a task that follows reports how it ended, if there is one.
insert into sync.runs as run (run_id, dag_id, run_type, state, ended_at, message)
values (:run_id, :dag_id, :run_type, 'failed', now(), :message)
on conflict (run_id) do update
    set
        state = excluded.state,
        ended_at = excluded.ended_at,
        message = excluded.message
    where run.state = 'success' or (run.state = 'running' and not :is_reported);

-- name: delete_run_under_way
-- Forget a run that had begun when its form turned out to make no sense.
delete from sync.runs
where run_id = :run_id and state = 'running';

-- name: end_dead_runs
-- End runs that were stopped before they could say how they ended. A run may wait for midnight, but
-- not for days.
update sync.runs
set
    state = 'failed',
    ended_at = now(),
    message = 'was stopped before its end'
where
    state = 'running'
    and run_id <> :run_id
    and started_at < now() - interval '2 days';

-- name: upsert_run_step
-- Record how far a step of a run got; later counts join earlier ones.
insert into sync.run_steps as run_step (
    run_id, step, account_id, label, state, message, counts
)
values (:run_id, :step, :account_id, :label, :state, :message, cast(:counts as jsonb))
on conflict (run_id, step, account_id) do update
    set
        label = excluded.label,
        state = excluded.state,
        message = excluded.message,
        counts = run_step.counts || excluded.counts,
        changed_at = clock_timestamp();

-- name: select_run_steps
-- Select the steps of a run that are about no account, in their order.
select
    step,
    state,
    message,
    counts
from sync.run_steps
where run_id = :run_id and account_id = ''
order by began_at;

-- name: select_run_accounts
-- Select how far a run got in each account.
select
    account_id,
    label,
    state,
    message,
    counts
from sync.run_accounts
where run_id = :run_id
order by label;

-- name: upsert_api_requests
-- Add to the number of requests that a run sent to an endpoint.
insert into sync.api_requests as counted (
    run_id, api, account_id, label, endpoint, requests, refused
)
values (:run_id, :api, :account_id, :label, :endpoint, :requests, :refused)
on conflict (run_id, api, account_id, label, endpoint) do update
    set
        requests = counted.requests + excluded.requests,
        refused = counted.refused + excluded.refused;
