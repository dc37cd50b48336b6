-- Keep rows of the history of sessions, as sent, by UUID (or digest, where there is none).
insert into zoom.history as known (account_id, row_key, is_cleaned, payload, run_id)
select distinct on (listed.row_key)
    :account_id,
    listed.row_key,
    listed.place = any(cast(:cleaned as bigint[])) as is_cleaned,
    listed.one as payload,
    :run_id
from (
    select
        raw.one,
        raw.place,
        coalesce(
            nullif(raw.one ->> 'meeting_uuid', ''),
            '#' || md5(cast(:account_id as text) || raw.one::text)
        ) as row_key
    from jsonb_array_elements(cast(:rows as jsonb)) with ordinality as raw (one, place)
) as listed
order by listed.row_key, listed.place
on conflict (account_id, row_key) do update
    set
        is_cleaned = excluded.is_cleaned,
        payload = excluded.payload,
        is_checked = false,
        run_id = excluded.run_id
    where (known.is_cleaned, known.payload) is distinct from (excluded.is_cleaned, excluded.payload)
