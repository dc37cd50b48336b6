-- Errors about what is no longer asked for are over.
update sync.errors as known
set
    cleared_at = now(),
    run_id = :run_id
from sync.moot_objects as moot
where
    moot.account_id = :account_id
    and known.object_kind = moot.object_kind
    and known.object_key = moot.object_key
    and known.cleared_at is null
