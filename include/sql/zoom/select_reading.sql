-- The latest reading of one thing.
select
    answered_at,
    row_count,
    digest
from zoom.readings
where account_id = :account_id and kind = :kind and object_key = :object_key
