-- name: merge_history
-- Keep rows of the history of sessions, as sent, by UUID (or digest, where there is none).
insert into zoom.history as history (account_id, row_key, is_cleaned, payload, run_id)
select distinct on (listed.row_key)
    :account_id,
    listed.row_key,
    listed.place = any(cast(:cleaned as bigint[])) as is_cleaned,
    listed.payload,
    :run_id
from (
    select
        sent.payload,
        sent.place,
        coalesce(
            nullif(sent.payload ->> 'meeting_uuid', ''),
            '#' || md5(cast(:account_id as text) || cast(sent.payload as text))
        ) as row_key
    from jsonb_array_elements(cast(:rows as jsonb)) with ordinality as sent (payload, place)
) as listed
order by listed.row_key, listed.place
on conflict (account_id, row_key) do update
    set
        is_cleaned = excluded.is_cleaned,
        payload = excluded.payload,
        is_checked = false,
        run_id = excluded.run_id
    where (history.is_cleaned, history.payload)
    is distinct from (excluded.is_cleaned, excluded.payload);

-- name: select_history_to_repeat
-- Select stretches of the history that broke their contract, to read them again.
select
    lower(cast(object_key as tstzrange)) as since,
    upper(cast(object_key as tstzrange)) as until
from zoom.readings
where account_id = :account_id and kind = 'history' and must_repeat
order by since;

-- name: delete_known_history_readings
-- Forget readings of the history that the account itself remembers (known_history).
delete from zoom.readings
where
    account_id = :account_id
    and kind = 'history'
    and checked_digest = digest;

-- name: delete_repeated_history_readings
-- Forget stretches of the history that broke their contract and are read again in a longer one.
delete from zoom.readings
where
    account_id = :account_id
    and kind = 'history'
    and must_repeat
    and cast(object_key as tstzrange) <@ cast(:stretch as tstzrange);

-- name: select_landed_history
-- Select stretches of the history that landed and were not checked yet: an extraction was stopped.
-- The last days of each may have lacked sessions when they were read.
select
    landed.since,
    landed.until
from (
    select
        lower(cast(object_key as tstzrange)) as since,
        least(
            upper(cast(object_key as tstzrange)), answered_at - cast(:looks_back as interval)
        ) as until
    from zoom.readings
    where
        account_id = :account_id
        and kind = 'history'
        and not must_repeat
        and checked_digest is distinct from digest
) as landed
where landed.since < landed.until
order by landed.since;
