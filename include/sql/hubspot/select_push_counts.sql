-- What each push did.
select counts
from sync.runs
where dag_id = 'push_hubspot' and ended_at is not null
order by started_at
