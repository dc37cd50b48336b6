-- How far a run got in each account.
select
    account_id,
    label,
    state,
    message,
    counts
from sync.run_accounts
where run_id = :run_id
order by label
