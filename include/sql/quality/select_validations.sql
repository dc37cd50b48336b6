-- What the checks of one run found, suite by suite.
select
    account_id,
    suite,
    result
from sync.validations
where run_id = :run_id
order by account_id, suite
