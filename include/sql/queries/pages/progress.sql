-- name: select_progress
-- Select how far steps are that are under way and take long; one that was stopped says no more.
select
    progress.run_id,
    coalesce(account.brand, progress.account_id) as label,
    progress.step,
    progress.done,
    progress.left_over,
    progress.unit,
    progress.waits_for,
    progress.changed_at
from sync.progress as progress
left join zoom.accounts as account on account.account_id = progress.account_id
where progress.changed_at > now() - interval '10 minutes'
order by progress.changed_at desc;
