-- name: fetch_accounts
-- For the transform: the present moment of each account, up to when its history is known.
select
    account_id,
    history_read_until as as_of
from zoom.accounts;

-- name: fetch_known_history
-- For the transform: the stretches of time whose sessions are known.
select
    account.account_id,
    lower(stretch.period) as since,
    upper(stretch.period) as until
from zoom.accounts as account
cross join unnest(account.known_history) as stretch (period);

-- name: fetch_users
-- For the transform: users of the accounts, for those who joined signed in, with the address of
-- each stretch of time.
select
    address.account_id,
    address.user_id,
    address.email,
    address.since,
    address.until
from (
    select
        listed.*,
        lag(listed.until) over (
            partition by listed.account_id, listed.user_id
            order by listed.until nulls last
        ) as since
    from (
        select
            account_id,
            user_id,
            email,
            cast(null as timestamptz) as until
        from zoom.users
        union all
        select
            account_id,
            user_id,
            email,
            replaced_at as until
        from zoom.former_addresses
    ) as listed
) as address
where address.email <> '';

-- name: fetch_webinars
-- For the transform: the webinars to compute, one row each.
select
    webinar.account_id,
    webinar.webinar_id,
    coalesce(nullif(host.email, ''), nullif(webinar.host_email, '')) as host_email,
    webinar.topic,
    webinar.type,
    webinar.gone_at,
    exclusion.code as exclusion,
    exists(
        select 1
        from zoom.readings as reading
        where
            reading.account_id = webinar.account_id
            and reading.webinar_id = webinar.webinar_id
            and reading.kind in ('registrants', 'participants')
    ) as has_been_read,
    last_session.topic as last_topic,
    nullif(last_session.host_email, '') as last_host
from staging.webinars_to_load as to_load
inner join zoom.webinars as webinar
    on webinar.account_id = to_load.account_id and webinar.webinar_id = to_load.webinar_id
left join zoom.users as host
    on host.account_id = webinar.account_id and host.user_id = webinar.host_id
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = webinar.account_id and exclusion.webinar_id = webinar.webinar_id
left join lateral (
    select
        session.topic,
        session.host_email
    from zoom.sessions as session
    where session.account_id = webinar.account_id and session.webinar_id = webinar.webinar_id
    order by session.started_at desc
    limit 1
) as last_session on true;

-- name: fetch_announced
-- For the transform: the announced starts of the webinars to compute.
select
    announced.account_id,
    announced.webinar_id,
    announced.type,
    announced.occurrence_id,
    announced.scheduled_at,
    announced.duration_minutes,
    announced.timezone,
    announced.first_read_at,
    announced.dropped_at,
    announced.is_deleted,
    announced.occurrence_key
from staging.webinars_to_load as webinar
inner join zoom.announced_starts as announced
    on announced.account_id = webinar.account_id and announced.webinar_id = webinar.webinar_id
left join zoom.frozen_webinars as frozen
    on frozen.account_id = webinar.account_id and frozen.webinar_id = webinar.webinar_id
-- What was not decided before it was frozen is not decided any more: it would be without people.
where
    announced.occurrence_key is not null
    or announced.scheduled_at is null
    or announced.first_read_at > coalesce(frozen.frozen_until, '-infinity');

-- name: fetch_given_keys
-- For the transform: the keys that were given to occurrences of the webinars to compute.
select
    occurrence.account_id,
    occurrence.webinar_id,
    occurrence.occurrence_key
from staging.webinars_to_load as webinar
inner join zoom.occurrences as occurrence
    on occurrence.account_id = webinar.account_id and occurrence.webinar_id = webinar.webinar_id;

-- name: fetch_staff
-- For the transform: hosts and panelists of the webinars to compute, by reading.
select
    staff.account_id,
    staff.webinar_id,
    staff.email,
    staff.zoom_id,
    staff.first_read_at,
    staff.previous_read_at,
    staff.dropped_at
from staging.webinars_to_load as webinar
inner join zoom.staff as staff
    on staff.account_id = webinar.account_id and staff.webinar_id = webinar.webinar_id;

-- name: fetch_sessions
-- For the transform: the sessions of the webinars to compute.
select
    session.account_id,
    session.webinar_id,
    session.session_uuid,
    session.started_at,
    session.ended_at,
    session.host_email,
    session.topic,
    session.state,
    session.settled_at,
    session.occurrence_key,
    session.is_placement_final,
    coalesce(by_webhook.is_practice, false) as is_practice_by_event,
    case when session.is_frozen then coalesce(session.is_practice, false) end as was_practice
from staging.webinars_to_load as webinar
inner join zoom.sessions as session
    on session.account_id = webinar.account_id and session.webinar_id = webinar.webinar_id
left join zoom.webhook_sessions as by_webhook
    on
        by_webhook.account_id = session.account_id
        and by_webhook.session_uuid = session.session_uuid
-- What was not placed before it was frozen has no place any more.
where not session.is_frozen or session.occurrence_key is not null;

-- name: fetch_connections
-- For the transform: the connections of the webinars to compute, less rejected rows.
select
    connection.account_id,
    session.webinar_id,
    connection.session_uuid,
    connection.user_id,
    connection.payload ->> 'join_time' as join_time,
    connection.joined_at,
    connection.left_at,
    connection.is_waiting_room,
    connection.registrant_id,
    connection.participant_user_id,
    connection.user_email
from staging.webinars_to_load as webinar
inner join zoom.sessions as session
    on session.account_id = webinar.account_id and session.webinar_id = webinar.webinar_id
inner join zoom.connections as connection
    on
        connection.account_id = session.account_id
        and connection.session_uuid = session.session_uuid
where not exists (
    select 1
    from sync.rejected_rows as rejected
    where rejected.source = 'participants' and rejected.row_key = connection.row_key
);

-- name: fetch_connection_counts
-- For the conservation check: connections of each session to compute, and rejected ones of them.
select
    session.account_id,
    session.webinar_id,
    session.session_uuid,
    count(connection.row_key) as connections,
    count(rejected.row_key) as rejected
from staging.webinars_to_load as webinar
inner join zoom.sessions as session
    on session.account_id = webinar.account_id and session.webinar_id = webinar.webinar_id
inner join zoom.connections as connection
    on
        connection.account_id = session.account_id
        and connection.session_uuid = session.session_uuid
left join sync.rejected_rows as rejected
    on rejected.source = 'participants' and rejected.row_key = connection.row_key
group by session.account_id, session.webinar_id, session.session_uuid;
