-- The latest reading of one thing, and whether this extraction landed it.
select
    answered_at,
    extraction >= :extraction as is_fresh
from zoom.readings
where account_id = :account_id and kind = :kind and object_key = :object_key
