-- Readings of one source that have not been held against its contract. Those that broke it wait
-- to be read again.
select
    reading.object_key,
    reading.digest
from sync.unchecked_readings as reading
where
    reading.source = :source
    and reading.account_id = :account_id
    and not exists (
        select 1
        from zoom.readings as refused
        where
            refused.account_id = reading.account_id
            and sync.source_of(refused.kind) = reading.source
            and refused.object_key = reading.object_key
            and refused.must_repeat
    )
order by reading.object_key
