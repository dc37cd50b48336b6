-- Errors about what is no longer asked for are over.
update sync.errors as known
set
    cleared_at = now(),
    run_id = :run_id
from sync.obsolete_objects as obsolete
where
    obsolete.account_id = :account_id
    and known.object_kind = obsolete.object_kind
    and known.object_key = obsolete.object_key
    and known.cleared_at is null
