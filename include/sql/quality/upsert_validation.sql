-- Keep what a suite found, by run, account and suite.
insert into sync.validations as known (run_id, account_id, suite, success, result)
values (:run_id, :account_id, :suite, :success, cast(:result as jsonb))
on conflict (run_id, account_id, suite) do update
    set
        validated_at = now(),
        success = excluded.success,
        result = excluded.result
