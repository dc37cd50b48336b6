create or replace view sync.run_accounts as
select
    run_id,
    account_id,
    max(label) as label,
    case
        when bool_or(state = 'failed') then 'failed'
        when bool_or(state = 'skipped') then 'skipped'
        when bool_or(step = 'load' and state = 'done') then 'done'
        else 'running'
    end as state,
    (array_agg(message order by began_at) filter (where message is not null))[1] as message,
    (
        select coalesce(jsonb_object_agg(entry.key, entry.value order by step.began_at), '{}')
        from sync.run_steps as step
        cross join lateral jsonb_each(step.counts) as entry
        where step.run_id = steps.run_id and step.account_id = steps.account_id
    ) as counts
from sync.run_steps as steps
where account_id <> ''
group by run_id, account_id;
comment on view sync.run_accounts is
'How far a run got in each Zoom account: running where it was stopped before its end';
