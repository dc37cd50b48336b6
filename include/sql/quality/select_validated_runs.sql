-- The latest runs in which something was checked.
select run_id
from sync.validations
group by run_id
order by max(validated_at) desc
limit 5
