-- The steps of a run that are about no account, in their order.
select
    step,
    state,
    message,
    counts
from sync.run_steps
where run_id = :run_id and account_id = ''
order by began_at
