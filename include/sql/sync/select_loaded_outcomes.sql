-- For the conservation check: what the ledger now holds of the loaded webinars.
select
    coalesce(sum(outcome.connections), 0) as connections,
    count(*) filter (where outcome.subject = 'registration') as registrations
from sync.outcomes as outcome
inner join staging.webinars as loaded
    on loaded.account_id = outcome.account_id and loaded.webinar_id = outcome.webinar_id
