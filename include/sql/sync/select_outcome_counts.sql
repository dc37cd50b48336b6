-- The ledger in numbers, by code.
select
    code,
    count(*) filter (where subject = 'registration') as registrations,
    count(*) filter (where subject = 'attendance') as attendances,
    count(*) filter (where subject = 'webinar') as webinars,
    coalesce(sum(connections), 0) as connections
from sync.outcomes
group by code
order by code
