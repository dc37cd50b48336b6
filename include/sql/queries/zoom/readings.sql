-- name: select_reading
-- Select the latest reading of an object, and whether this extraction landed it.
select
    answered_at,
    row_count,
    extraction >= :extraction as is_fresh
from zoom.readings
where account_id = :account_id and kind = :kind and object_key = :object_key;
