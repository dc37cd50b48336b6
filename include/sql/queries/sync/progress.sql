-- name: upsert_progress
-- Write how far a step is.
insert into sync.progress (run_id, account_id, step, done, left_over, unit, waits_for)
values (:run_id, :account_id, :step, :done, :left_over, :unit, :waits_for)
on conflict (run_id, account_id, step) do update
    set
        done = excluded.done,
        left_over = excluded.left_over,
        unit = excluded.unit,
        waits_for = excluded.waits_for,
        changed_at = clock_timestamp();

-- name: delete_progress
-- Forget how far a step was, which has ended.
delete from sync.progress
where run_id = :run_id and account_id = :account_id and step = :step;

-- name: delete_dead_progress
-- Forget how far steps were that were stopped: who is under way writes every ten seconds.
delete from sync.progress
where changed_at < now() - interval '10 minutes';

-- name: select_progress
-- Select how far the steps are that are under way.
select
    run_id,
    account_id,
    step,
    done,
    left_over,
    unit,
    waits_for,
    changed_at
from sync.progress
where changed_at > now() - interval '1 minute'
order by run_id, account_id, step;
