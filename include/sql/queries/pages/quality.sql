-- name: select_checked_runs
-- Select runs in which something was checked, the last first, a page at a time.
with checked as (
    select
        validation.run_id,
        run.dag_id,
        run.started_at,
        count(*) as suites,
        count(*) filter (where not validation.success) as broken
    from sync.validations as validation
    inner join sync.runs as run on run.run_id = validation.run_id
    group by validation.run_id, run.dag_id, run.started_at
    having not :is_broken or count(*) filter (where not validation.success) > 0
    order by run.started_at desc, validation.run_id asc
    limit :page_rows offset :skipped
)

select
    checked.run_id,
    checked.dag_id,
    checked.started_at,
    checked.suites,
    checked.broken,
    (
        select count(*)
        from sync.rejected_rows as rejected
        where rejected.run_id = checked.run_id
    ) as rejected
from checked
order by checked.started_at desc, checked.run_id asc;

-- name: count_checked_runs
-- Count the runs in which something was checked, and those in which a check found a breach.
select
    count(*) as runs,
    count(*) filter (where checked.is_broken) as broken
from (
    select bool_or(not validation.success) as is_broken
    from sync.validations as validation
    group by validation.run_id
) as checked;

-- name: select_suites
-- Select the suites of a run's checks, account by account.
select
    validation.account_id,
    coalesce(account.brand, validation.account_id) as label,
    validation.suite,
    validation.success,
    validation.validated_at
from sync.validations as validation
left join zoom.accounts as account on account.account_id = validation.account_id
where validation.run_id = :run_id
order by label, validation.account_id, validation.suite;

-- name: select_expectations
-- Select what each suite of a run expected, how many rows it looked at, and the first keys of rows
-- that were otherwise. Keys may be listed singly or together.
select
    validation.account_id,
    validation.suite,
    expectation.item #>> '{expectation_config,type}' as expectation,
    expectation.item #> '{expectation_config,kwargs}' as arguments,
    expectation.item #>> '{expectation_config,meta,reason}' as reason,
    cast(expectation.item ->> 'success' as boolean) as success,
    cast(expectation.item #>> '{result,element_count}' as bigint) as rows_checked,
    cast(expectation.item #>> '{result,unexpected_count}' as bigint) as unexpected,
    jsonb_path_query_array(
        expectation.item, '$.result.unexpected_index_list[0 to 19].row_key[0 to 19]'
    ) as row_keys
from sync.validations as validation
cross join
    lateral jsonb_array_elements(validation.result -> 'results')
    with ordinality as expectation (item, place)
where validation.run_id = :run_id
order by validation.account_id, validation.suite, expectation.place;

-- name: select_rejected
-- Count the rows that a run set aside, by account, source and reason, with the first keys.
select
    rejected.account_id,
    coalesce(account.brand, rejected.account_id) as label,
    rejected.source,
    rejected.reason,
    count(*) as row_count,
    (array_agg(rejected.row_key order by rejected.row_key))[1:20] as row_keys
from sync.rejected_rows as rejected
left join zoom.accounts as account on account.account_id = rejected.account_id
where rejected.run_id = :run_id
group by
    rejected.account_id,
    coalesce(account.brand, rejected.account_id),
    rejected.source,
    rejected.reason
order by label asc, rejected.source asc, row_count desc, rejected.reason asc;
