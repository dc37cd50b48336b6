-- What was refused and is not to be sent any more concerns nobody.
with obsolete as (
    delete from hubspot.refusals as refusal
    using hubspot.obsolete_refusals as one
    where refusal.object_kind = one.object_kind and refusal.object_key = one.object_key
    returning refusal.object_kind, refusal.object_key
)

update sync.errors as error
set
    cleared_at = now(),
    run_id = :run_id
from obsolete
where
    error.object_kind = 'hubspot ' || obsolete.object_kind
    and error.object_key = obsolete.object_key
    and error.code = 'refused'
    and error.cleared_at is null
