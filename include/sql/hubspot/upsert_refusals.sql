-- Put off what HubSpot refused: for an hour, then twice as long each time, up to a day. What has
-- changed meanwhile begins anew.
insert into hubspot.refusals as known (
    object_kind,
    object_key,
    digest,
    attempts,
    next_attempt_at,
    run_id
)
select
    :object_kind,
    given.object_key,
    given.digest,
    1 as attempts,
    now() + interval '1 hour' as next_attempt_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as given (object_key text, digest text)
order by given.object_key
on conflict (object_kind, object_key) do update
    set
        digest = excluded.digest,
        attempts
        = case when known.digest = excluded.digest then known.attempts + 1 else 1 end,
        next_attempt_at = now() + case
            when known.digest = excluded.digest
                then least(interval '1 hour' * 2 ^ least(known.attempts, 5), interval '24 hours')
            else interval '1 hour'
        end,
        run_id = excluded.run_id
