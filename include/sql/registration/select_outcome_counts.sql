-- What became of the requests that a run decided.
select
    code,
    count(*) as requests
from registration.requests
where run_id = :run_id and code is not null
group by code
order by code
