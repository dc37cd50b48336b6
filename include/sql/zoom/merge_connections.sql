-- Keep the rows of one session's participant report, by what Zoom's lack of a key leaves.
with listed as (
    select
        raw.one,
        raw.place,
        concat(
            cast(:session_uuid as text),
            ' ',
            raw.one ->> 'user_id',
            ' ',
            raw.one ->> 'join_time',
            ' ',
            row_number() over (
                partition by raw.one ->> 'user_id', raw.one ->> 'join_time'
                order by raw.one ->> 'leave_time', raw.place
            )
        ) as row_key
    from jsonb_array_elements(cast(:rows as jsonb)) with ordinality as raw (one, place)
),

removed as (
    delete from zoom.connections as known
    where
        known.account_id = :account_id
        and known.session_uuid = :session_uuid
        and not exists (
            select 1 from listed
            where listed.row_key = known.row_key
        )
)

insert into zoom.connections as known (
    account_id,
    session_uuid,
    row_key,
    user_id,
    registrant_id,
    participant_user_id,
    user_email,
    joined_at,
    left_at,
    is_waiting_room,
    is_cleaned,
    payload,
    run_id
)
select
    :account_id,
    :session_uuid,
    listed.row_key,
    nullif(listed.one ->> 'user_id', '') as user_id,
    nullif(listed.one ->> 'registrant_id', '') as registrant_id,
    coalesce(
        nullif(listed.one ->> 'participant_user_id', ''), nullif(listed.one ->> 'id', '')
    ) as participant_user_id,
    nullif(listed.one ->> 'user_email', '') as user_email,
    zoom.to_timestamp_or_null(listed.one ->> 'join_time') as joined_at,
    zoom.to_timestamp_or_null(listed.one ->> 'leave_time') as left_at,
    coalesce(listed.one ->> 'status' = 'in_waiting_room', false) as is_waiting_room,
    listed.place = any(cast(:cleaned as bigint[])) as is_cleaned,
    listed.one as payload,
    :run_id
from listed
on conflict (account_id, session_uuid, row_key) do update
    set
        registrant_id = excluded.registrant_id,
        participant_user_id = excluded.participant_user_id,
        user_email = excluded.user_email,
        left_at = excluded.left_at,
        is_waiting_room = excluded.is_waiting_room,
        is_cleaned = excluded.is_cleaned,
        payload = excluded.payload,
        run_id = excluded.run_id
    where (known.is_cleaned, known.payload) is distinct from (excluded.is_cleaned, excluded.payload)
