-- Readings of one source that have not been held against its contract.
select
    reading.object_key,
    reading.digest
from sync.unchecked_readings as reading
where reading.source = :source and reading.account_id = :account_id
order by reading.object_key
