-- What each push did that began since a moment.
select counts
from sync.runs
where dag_id = 'push_hubspot' and ended_at is not null and started_at >= :since
order by started_at
