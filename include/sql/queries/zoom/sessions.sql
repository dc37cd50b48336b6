-- name: select_report
-- Select, and lock, what is known of a session and of its kept report.
select
    session.ended_at,
    session.state,
    session.people_counted,
    session.people_read,
    session.read_from,
    session.report_digest,
    session.same_since,
    exists(
        select 1
        from zoom.connections as connection
        where
            connection.account_id = session.account_id
            and connection.session_uuid = session.session_uuid
            and connection.registrant_id is not null
    ) as has_registrant_ids
from zoom.sessions as session
where session.account_id = :account_id and session.session_uuid = :session_uuid
for update of session;

-- name: update_report_kept
-- Record which report of a session is kept.
update zoom.sessions
set
    people_read = :people_read,
    read_from = :read_from,
    report_digest = :report_digest,
    same_since = :same_since,
    run_id = :run_id
where account_id = :account_id and session_uuid = :session_uuid;

-- name: update_session_read
-- Record what a reading of a session's report means: whether it is settled, and when it is read
-- next. What is settled stays settled, since it first was.
update zoom.sessions
set
    state = case when state = 'settled' then state else cast(:state as text) end,
    settled_at = case
        when state = 'settled' then settled_at
        when cast(:state as text) = 'settled' then cast(:answered_at as timestamptz)
    end,
    attempts = 0,
    next_attempt_at = :next_attempt_at,
    run_id = :run_id
where account_id = :account_id and session_uuid = :session_uuid
returning state;

-- name: update_session_failed
-- Record that a session's report was refused, and when to try again (at most a day later). What was
-- read whole stays read, whatever Zoom answers later.
update zoom.sessions
set
    state = case when state = 'settled' then state else cast(:state as text) end,
    attempts = attempts + 1,
    next_attempt_at = case
        when cast(:state as text) = 'failed'
            then
                cast(:answered_at as timestamptz)
                + least(interval '15 minutes' * power(2, least(attempts, 10)), interval '24 hours')
    end,
    run_id = :run_id
where account_id = :account_id and session_uuid = :session_uuid;

-- name: update_sessions_described
-- Follow what the history says of queued sessions that makes none to be read anew: the host's
-- address, the title, and how many people took part. In the order of the key, as a load goes.
update zoom.sessions as session
set
    host_email = described.host_email,
    topic = described.topic,
    people_counted = described.people,
    run_id = :run_id
from (
    select
        queued.session_uuid,
        coalesce(history.payload ->> 'host_email', '') as host_email,
        history.payload ->> 'topic' as topic,
        zoom.to_bigint_or_null(history.payload ->> 'participants') as people
    from zoom.history as history
    inner join zoom.sessions as queued
        on queued.account_id = history.account_id and queued.session_uuid = history.row_key
    where history.account_id = :account_id and history.run_id = :run_id
    order by queued.account_id, queued.session_uuid
    for update of queued
) as described
where
    session.account_id = :account_id
    and session.session_uuid = described.session_uuid
    and (session.host_email, session.topic, session.people_counted)
    is distinct from (described.host_email, described.topic, described.people);

-- name: count_restarts
-- How many of these sessions began within 12 hours after another session of their webinar.
select count(*) as restarts
from zoom.sessions as session
where
    session.account_id = :account_id
    and session.session_uuid = any(cast(:session_uuids as text[]))
    and exists (
        select 1
        from zoom.sessions as earlier
        where
            earlier.account_id = session.account_id
            and earlier.webinar_id = session.webinar_id
            and earlier.session_uuid <> session.session_uuid
            and earlier.ended_at <= session.started_at
            and earlier.ended_at > session.started_at - interval '12 hours'
    );

-- name: count_sessions_ended
-- Count the sessions that are known to have ended in a stretch of time, and of which Zoom keeps the
-- history.
select count(*) as sessions
from zoom.sessions
where
    account_id = :account_id
    and ended_at >= cast(:since as timestamptz)
    and ended_at < cast(:until as timestamptz);
