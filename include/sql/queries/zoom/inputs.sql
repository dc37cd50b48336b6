-- name: fetch_known_history
-- For the transform: the stretches of time whose sessions are known.
select
    account.account_id,
    lower(stretch.period) as since,
    upper(stretch.period) as until
from zoom.accounts as account
cross join unnest(account.known_history) as stretch (period);

-- name: fetch_users
-- For the transform: users of the accounts, for those who joined signed in.
select
    account_id,
    user_id,
    email
from zoom.users
where email <> '';

-- name: fetch_webinars
-- For the transform: the webinars to compute, one row each.
select
    webinar.account_id,
    webinar.webinar_id,
    webinar.host_id,
    coalesce(nullif(host.email, ''), nullif(webinar.host_email, '')) as host_email,
    webinar.topic,
    webinar.type,
    webinar.scheduled_at,
    webinar.duration_minutes,
    webinar.timezone,
    webinar.alternative_hosts,
    webinar.registration_type,
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

-- name: fetch_occurrences
-- For the transform: the dates of the series to compute.
select
    occurrence.account_id,
    occurrence.webinar_id,
    occurrence.occurrence_id,
    occurrence.occurrence_key,
    occurrence.scheduled_at,
    occurrence.duration_minutes,
    occurrence.status
from staging.webinars_to_load as webinar
inner join zoom.occurrences as occurrence
    on occurrence.account_id = webinar.account_id and occurrence.webinar_id = webinar.webinar_id;

-- name: fetch_panelists
-- For the transform: the panelists of the webinars to compute.
select
    panelist.account_id,
    panelist.webinar_id,
    panelist.panelist_id,
    panelist.email
from staging.webinars_to_load as webinar
inner join zoom.panelists as panelist
    on panelist.account_id = webinar.account_id and panelist.webinar_id = webinar.webinar_id;

-- name: fetch_registrants
-- For the transform: the registrations of the webinars to compute, less rejected rows.
select
    registrant.account_id,
    registrant.webinar_id,
    registrant.registrant_id,
    registrant.occurrence_id,
    registrant.email,
    nullif(btrim(registrant.payload ->> 'first_name'), '') as first_name,
    nullif(btrim(registrant.payload ->> 'last_name'), '') as last_name,
    registrant.created_at,
    registrant.status,
    registrant.is_listed,
    registrant.was_approved,
    registrant.last_approved_at,
    registrant.cancelled_at
from staging.webinars_to_load as webinar
inner join zoom.registrants as registrant
    on registrant.account_id = webinar.account_id and registrant.webinar_id = webinar.webinar_id
where not exists (
    select 1
    from sync.rejected_rows as rejected
    where rejected.source = 'registrants' and rejected.row_key = registrant.row_key
);

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
    session.settled_at
from staging.webinars_to_load as webinar
inner join zoom.sessions as session
    on session.account_id = webinar.account_id and session.webinar_id = webinar.webinar_id;

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
-- For the conservation check: connections of each webinar to compute, and rejected ones of them.
select
    webinar.account_id,
    webinar.webinar_id,
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
group by webinar.account_id, webinar.webinar_id;
