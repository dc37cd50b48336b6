-- Accounts in which a run registered somebody, and marts wait for a check or a load.
select distinct request.account_id
from registration.requests as request
where
    request.decided_by = :run_id
    and request.status in ('registered', 'pending')
    and (
        exists (
            select 1 from sync.webinars_to_load as wanted
            where wanted.account_id = request.account_id
        )
        or exists (
            select 1 from sync.unchecked_readings as unchecked
            where unchecked.account_id = request.account_id
        )
    )
order by request.account_id
