-- name: upsert_validation
-- Keep the result of a suite, by run, account and suite.
insert into sync.validations (run_id, account_id, suite, success, result)
values (:run_id, :account_id, :suite, :success, cast(:result as jsonb))
on conflict (run_id, account_id, suite) do update
    set
        validated_at = now(),
        success = excluded.success,
        result = excluded.result;

-- name: select_validations
-- Select the results of one run's checks, suite by suite.
select
    account_id,
    suite,
    result
from sync.validations
where run_id = :run_id
order by account_id, suite;

-- name: select_validated_runs
-- Select the latest runs in which something was checked.
select run_id
from sync.validations
group by run_id
order by max(validated_at) desc
limit 5;
