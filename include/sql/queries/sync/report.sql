-- name: select_outcome_counts
-- Select the ledger in numbers, by code, with what is left of frozen webinars.
select
    code,
    sum(registrations) as registrations,
    sum(attendances) as attendances,
    sum(webinars) as webinars,
    sum(connections) as connections
from (
    select
        code,
        sum(registrations) as registrations,
        sum(attendances) as attendances,
        sum(webinars) as webinars,
        sum(connections) as connections
    from sync.loaded_outcomes
    group by code
    union all
    select
        code,
        sum(registrations) as registrations,
        sum(attendances) as attendances,
        0 as webinars,
        sum(connections) as connections
    from sync.frozen_outcomes
    group by code
) as outcome
group by code
order by code;

-- name: select_totals
-- Select what the warehouse holds, in numbers: none of them counts rows of all history.
select
    (select count(*) from zoom.sessions) as sessions,
    (
        select coalesce(sum(row_count), 0) from zoom.readings
        where kind = 'participants'
    )
    + frozen.connections as connections,
    loaded.registrations + frozen.registrations as registrations,
    (
        select row_count from sync.row_counts
        where table_name = 'marts.contacts'
    ) as contacts,
    (select count(*) from marts.marketing_events) as marketing_events,
    loaded.participations + frozen.participations as participations,
    frozen.webinars as frozen_webinars,
    (select count(*) from sync.rejected_rows) as rejected_rows,
    (
        select count(*) from sync.errors
        where cleared_at is null and severity = 'error'
    ) as open_errors,
    (
        select count(*) from sync.errors
        where cleared_at is null and severity = 'notice'
    ) as open_notices
from (
    select
        count(*) as webinars,
        coalesce(sum(connections), 0) as connections,
        coalesce(sum(registrations), 0) as registrations,
        coalesce(sum(participations), 0) as participations
    from zoom.frozen_webinars
) as frozen
cross join (
    select
        coalesce(sum(registrations), 0) as registrations,
        coalesce(sum(participations), 0) as participations
    from sync.loaded_webinars
) as loaded;

-- name: select_requests_left
-- Select how many requests of the day Zoom's headers last said were left to the accounts of a run.
select
    account.label as account,
    rate_limit.label,
    rate_limit.left_today,
    rate_limit.left_read_at
from sync.run_accounts as account
inner join zoom.rate_limits as rate_limit on account.account_id = rate_limit.account_id
where account.run_id = :run_id and rate_limit.left_today is not null
order by account.label, rate_limit.label;
