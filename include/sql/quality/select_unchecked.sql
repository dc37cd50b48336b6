-- Readings of one source that are to be held against its contract.
select
    reading.object_key,
    reading.digest
from sync.readings_to_check as reading
where reading.source = :source and reading.account_id = :account_id
order by reading.object_key
