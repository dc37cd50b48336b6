-- name: merge_connections
-- Keep the rows of some sessions' participant reports. Zoom gives them no key: row_key is made of
-- what they hold.
with report as (
    select
        report.session_uuid,
        report.cleaned,
        report.rows
    from
        jsonb_to_recordset(cast(:reports as jsonb))
            as report (session_uuid text, cleaned bigint[], rows jsonb)
),

listed as (
    select
        report.session_uuid,
        sent.payload,
        sent.place = any(report.cleaned) as is_cleaned,
        concat(
            report.session_uuid,
            ' ',
            sent.payload ->> 'user_id',
            ' ',
            sent.payload ->> 'join_time',
            ' ',
            row_number() over (
                partition by
                    report.session_uuid,
                    sent.payload ->> 'user_id',
                    sent.payload ->> 'join_time'
                order by sent.payload ->> 'leave_time', sent.place
            )
        ) as row_key
    from report
    cross join
        lateral jsonb_array_elements(report.rows) with ordinality as sent (payload, place)
),

removed as (
    delete from zoom.connections as connection
    where
        connection.account_id = :account_id
        and connection.session_uuid = any(cast(:session_uuids as text[]))
        and not exists (
            select 1 from listed
            where
                listed.session_uuid = connection.session_uuid
                and listed.row_key = connection.row_key
        )
)

insert into zoom.connections as connection (
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
    listed.session_uuid,
    listed.row_key,
    nullif(listed.payload ->> 'user_id', '') as user_id,
    nullif(listed.payload ->> 'registrant_id', '') as registrant_id,
    coalesce(
        nullif(listed.payload ->> 'participant_user_id', ''), nullif(listed.payload ->> 'id', '')
    ) as participant_user_id,
    nullif(listed.payload ->> 'user_email', '') as user_email,
    zoom.to_timestamp_or_null(listed.payload ->> 'join_time') as joined_at,
    zoom.to_timestamp_or_null(listed.payload ->> 'leave_time') as left_at,
    coalesce(listed.payload ->> 'status' = 'in_waiting_room', false) as is_waiting_room,
    listed.is_cleaned,
    listed.payload,
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
    where (connection.is_cleaned, connection.payload)
    is distinct from (excluded.is_cleaned, excluded.payload);
