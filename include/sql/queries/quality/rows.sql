-- name: fetch_sessions
-- For the check: rows of the history that landed since the last check.
select
    history.account_id,
    'all' as object_key,
    history.row_key,
    nullif(history.payload ->> 'meeting_uuid', '') as meeting_uuid,
    zoom.to_bigint_or_null(history.payload ->> 'meeting_id') as meeting_id,
    zoom.to_timestamp_or_null(history.payload ->> 'start_time') as start_time,
    zoom.to_timestamp_or_null(history.payload ->> 'end_time') as end_time
from sync.readings_to_check as reading
inner join zoom.history as history on reading.account_id = history.account_id
where
    reading.source = 'sessions'
    and reading.account_id = :account_id
    and reading.object_key between :first_key and :last_key
    and not history.is_checked;

-- name: fetch_webinars
-- For the check of the contracts: webinars whose details landed since the last check. (What the
-- transform gets of webinars is zoom/fetch_webinars.)
select
    webinar.account_id,
    reading.object_key,
    cast(webinar.webinar_id as text) as row_key
from sync.readings_to_check as reading
inner join zoom.webinars as webinar
    on webinar.account_id = reading.account_id and webinar.webinar_id = reading.webinar_id
where
    reading.source = 'webinars'
    and reading.account_id = :account_id
    and reading.object_key between :first_key and :last_key
    and webinar.gone_at is null
    and webinar.payload is not null;

-- name: fetch_registrants
-- For the check: registrants of listings that landed since the last check.
-- A row listed for several dates is checked once; those that vanished since are judged as well.
select distinct on (registrant.account_id, registrant.row_key)
    registrant.account_id,
    reading.object_key,
    registrant.row_key,
    nullif(registrant.registrant_id, '') as id,
    registrant.created_at as create_time,
    coalesce(registrant.status, '') as status,
    registrant.email
from sync.readings_to_check as reading
inner join zoom.registrants as registrant
    on
        registrant.account_id = reading.account_id
        and registrant.webinar_id = reading.webinar_id
where
    reading.source = 'registrants'
    and reading.account_id = :account_id
    and reading.object_key between :first_key and :last_key
order by registrant.account_id, registrant.row_key, registrant.created_at, registrant.occurrence_id;

-- name: fetch_participants
-- For the check: rows of participant reports that landed since the last check.
select
    connection.account_id,
    reading.object_key,
    connection.row_key,
    connection.joined_at as join_time,
    connection.left_at as leave_time,
    connection.user_id
from sync.readings_to_check as reading
inner join zoom.connections as connection
    on
        connection.account_id = reading.account_id
        and connection.session_uuid = reading.object_key
where
    reading.source = 'participants'
    and reading.account_id = :account_id
    and reading.object_key between :first_key and :last_key;

-- name: fetch_keys_of_sessions
-- For the check: every key that some row of the history has that landed since the last check.
select distinct
    reading.account_id,
    'all' as object_key,
    jsonb_object_keys(history.payload) as key
from sync.readings_to_check as reading
inner join zoom.history as history on reading.account_id = history.account_id
where
    reading.source = 'sessions'
    and reading.account_id = :account_id
    and reading.object_key between :first_key and :last_key
    and not history.is_checked;

-- name: fetch_keys_of_webinars
-- For the check: every key of each webinar that landed since the last check.
select distinct
    reading.account_id,
    reading.object_key,
    jsonb_object_keys(webinar.payload) as key
from sync.readings_to_check as reading
inner join zoom.webinars as webinar
    on webinar.account_id = reading.account_id and webinar.webinar_id = reading.webinar_id
where
    reading.source = 'webinars'
    and reading.account_id = :account_id
    and reading.object_key between :first_key and :last_key
    and webinar.payload is not null;

-- name: fetch_keys_of_registrants
-- For the check: every key that some registrant of each webinar has, of those that landed since
-- the last check.
-- Those that vanished since are judged as well: if all did, theirs are the keys.
select distinct
    reading.account_id,
    reading.object_key,
    jsonb_object_keys(registrant.payload) as key
from sync.readings_to_check as reading
inner join zoom.registrants as registrant
    on registrant.account_id = reading.account_id and registrant.webinar_id = reading.webinar_id
where
    reading.source = 'registrants'
    and reading.account_id = :account_id
    and reading.object_key between :first_key and :last_key
    and (
        registrant.is_listed
        or not exists (
            select 1
            from zoom.registrants as present
            where
                present.account_id = registrant.account_id
                and present.webinar_id = registrant.webinar_id
                and present.is_listed
        )
    );

-- name: fetch_keys_of_participants
-- For the check: every key that some row of each session's report has, of those that landed since
-- the last check.
select distinct
    reading.account_id,
    reading.object_key,
    jsonb_object_keys(connection.payload) as key
from sync.readings_to_check as reading
inner join zoom.connections as connection
    on connection.account_id = reading.account_id and connection.session_uuid = reading.object_key
where
    reading.source = 'participants'
    and reading.account_id = :account_id
    and reading.object_key between :first_key and :last_key;
