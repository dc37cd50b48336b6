-- name: select_rate_limits
-- Select what earlier runs learnt of an account's limits, by label.
select
    label,
    per_second,
    per_second_read_at,
    left_today,
    left_read_at
from zoom.rate_limits
where account_id = :account_id
order by label;

-- name: upsert_rate_limit
-- Keep what a run learnt of one label's limits, by account and label; of two runs on one UTC day,
-- the one that leaves fewer requests.
insert into zoom.rate_limits as rate_limit (
    account_id,
    label,
    per_second,
    per_second_read_at,
    left_today,
    left_read_at,
    run_id
)
values (
    :account_id,
    :label,
    cast(:per_second as int),
    case when cast(:per_second as int) is not null then cast(:answered_at as timestamptz) end,
    cast(:left_today as int),
    case when cast(:left_today as int) is not null then cast(:answered_at as timestamptz) end,
    :run_id
)
on conflict (account_id, label) do update
    set
        per_second = coalesce(excluded.per_second, rate_limit.per_second),
        per_second_read_at
        = coalesce(excluded.per_second_read_at, rate_limit.per_second_read_at),
        left_today = case
            when excluded.left_today is null then rate_limit.left_today
            when
                date_trunc('day', rate_limit.left_read_at, 'UTC')
                = date_trunc('day', excluded.left_read_at, 'UTC')
                then least(rate_limit.left_today, excluded.left_today)
            else excluded.left_today
        end,
        left_read_at = coalesce(excluded.left_read_at, rate_limit.left_read_at),
        run_id = excluded.run_id;
