-- name: select_running_runs
-- Select runs of the last three days that have not said how they ended.
select
    run_id,
    dag_id
from sync.runs
where state = 'running' and started_at > now() - interval '3 days'
order by started_at;

-- name: end_stopped_run
-- End a run that Airflow says has failed, and that could not say so itself.
update sync.runs
set
    state = 'failed',
    ended_at = now(),
    message = 'was stopped before its end'
where run_id = :run_id and state = 'running';

-- name: select_failed_runs
-- Select Dags whose runs failed within three days: each row is a stretch of failed runs that no
-- success interrupts, since the first of them.
with failed as (
    select
        run.dag_id,
        run.run_id,
        run.ended_at,
        run.message,
        (
            select min(first.ended_at)
            from sync.runs as first
            where
                first.dag_id = run.dag_id
                and first.state = 'failed'
                and first.ended_at > coalesce(last_success.ended_at, '-infinity')
        ) as since_at
    from sync.runs as run
    cross join
        lateral (
            select max(earlier.ended_at) as ended_at
            from sync.runs as earlier
            where
                earlier.dag_id = run.dag_id
                and earlier.state = 'success'
                and earlier.ended_at < run.ended_at
        ) as last_success
    where run.state = 'failed' and run.ended_at > now() - interval '3 days'
)

select distinct on (dag_id, since_at)
    dag_id,
    since_at,
    run_id,
    message
from failed
order by dag_id asc, since_at asc, ended_at desc;

-- name: select_late_runs
-- Select Dags that run each night, and of which no scheduled run that began within so many hours
-- has succeeded. One is expected as soon as it, or the Dag that runs beside it by day, has run.
select
    expected.dag_id,
    late.since_at,
    last_success.started_at as last_success_at
from jsonb_to_recordset(cast(:expected as jsonb)) as expected (dag_id text, beside text)
cross join
    lateral (
        select min(run.started_at) as started_at
        from sync.runs as run
        where run.dag_id in (expected.dag_id, expected.beside)
    ) as first_run
cross join
    lateral (
        select max(run.started_at) as started_at
        from sync.runs as run
        where
            run.dag_id = expected.dag_id
            and run.run_type = 'scheduled'
            and run.state = 'success'
    ) as last_success
cross join
    lateral (
        select
            coalesce(last_success.started_at, first_run.started_at)
            + cast(:hours as int) * interval '1 hour' as since_at
    ) as late
where late.since_at <= now()
order by expected.dag_id;

-- name: select_open_errors
-- Select errors that have been open for a day, and at once those that stop everything.
select
    error.object_kind,
    error.object_key,
    error.code,
    error.message,
    error.remedy,
    error.first_seen_at as since_at,
    urgent.code is not null as is_urgent
from sync.errors as error
left join jsonb_to_recordset(cast(:urgent as jsonb)) as urgent (object_kind text, code text)
    on urgent.object_kind = error.object_kind and urgent.code = error.code
where
    error.cleared_at is null
    and error.severity = 'error'
    and (urgent.code is not null or error.first_seen_at <= now() - interval '24 hours')
order by error.first_seen_at, error.object_kind, error.object_key, error.code;

-- name: select_held
-- Select what the gate has held for a day, and somebody may have to act on. Not what time ends by
-- itself, nor what settings say, nor what the brake holds: that is an error of its own.
select
    gate.object_kind,
    gate.action,
    gate.object_key,
    gate.reason,
    gate.words,
    gate.next_at,
    gate.first_held_at as since_at
from hubspot.gate as gate
-- The gate is as of the last push.
inner join hubspot.things_to_hold as present
    on present.object_kind = gate.object_kind and present.object_key = gate.object_key
where
    gate.answer = 'not_yet'
    and not gate.ends_by_itself
    and gate.reason <> 'brake'
    and present.reason is not null
    and gate.first_held_at <= now() - interval '24 hours'
order by gate.first_held_at, gate.object_kind, gate.object_key;
