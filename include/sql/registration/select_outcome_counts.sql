-- What became of the requests that a run decided, the most frequent first.
select
    code,
    message,
    count(*) as requests
from registration.requests
where decided_by = :run_id
group by code, message
order by requests desc, code asc, message asc
