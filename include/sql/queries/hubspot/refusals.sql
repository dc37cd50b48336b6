-- name: upsert_refusals
-- Defer what HubSpot refused: for an hour, then twice as long each time, up to a day. What has
-- changed meanwhile begins anew.
insert into hubspot.refusals as refusal (
    object_kind,
    object_key,
    digest,
    attempts,
    next_attempt_at,
    run_id
)
select
    :object_kind,
    refused.object_key,
    refused.digest,
    1 as attempts,
    now() + interval '1 hour' as next_attempt_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as refused (object_key text, digest text)
order by refused.object_key
on conflict (object_kind, object_key) do update
    set
        digest = excluded.digest,
        attempts
        = case when refusal.digest = excluded.digest then refusal.attempts + 1 else 1 end,
        next_attempt_at = now() + case
            when refusal.digest = excluded.digest
                then least(interval '1 hour' * 2 ^ least(refusal.attempts, 5), interval '24 hours')
            else interval '1 hour'
        end,
        run_id = excluded.run_id;

-- name: delete_refusals
-- Forget refusals of what HubSpot accepted at last.
delete from hubspot.refusals
where object_kind = :object_kind and object_key = any(:object_keys)
returning object_key;

-- name: clear_obsolete_refusals
-- Forget refusals of what is not to be sent any more, and clear their errors.
with deleted as (
    delete from hubspot.refusals as refusal
    using hubspot.obsolete_refusals as unsent
    where refusal.object_kind = unsent.object_kind and refusal.object_key = unsent.object_key
    returning refusal.object_kind, refusal.object_key
)

update sync.errors as error
set
    cleared_at = now(),
    run_id = :run_id
from deleted
where
    error.object_kind = 'hubspot ' || deleted.object_kind
    and error.object_key = deleted.object_key
    and error.code in ('refused', 'list_name_taken')
    and error.cleared_at is null;
