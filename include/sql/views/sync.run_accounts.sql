create or replace view sync.run_accounts as
select
    last_step.run_id,
    last_step.account_id,
    last_step.label,
    case
        when last_step.state in ('failed', 'skipped') then last_step.state
        when last_step.step = 'load' and last_step.state = 'done' then 'done'
        else 'running'
    end as state,
    last_step.message,
    (
        select coalesce(jsonb_object_agg(entry.key, entry.value order by step.began_at), '{}')
        from sync.run_steps as step
        cross join lateral jsonb_each(step.counts) as entry
        where
            step.run_id = last_step.run_id
            and step.account_id = last_step.account_id
            and step.step in ('extract', 'load')
    ) as counts
from (
    select distinct on (run_id, account_id)
        run_id,
        account_id,
        step,
        label,
        state,
        message
    from sync.run_steps
    where account_id <> ''
    order by run_id asc, account_id asc, changed_at desc
) as last_step;
comment on view sync.run_accounts is
'How far a run got in each Zoom account, by the step that was done last: running where it was '
'stopped before its end';
