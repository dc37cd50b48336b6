-- name: select_reports
-- Select, and lock, what is known of some sessions and of their kept reports. In the order of the
-- key, as a load goes.
select
    session.session_uuid,
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
where
    session.account_id = :account_id
    and session.session_uuid = any(cast(:session_uuids as text[]))
order by session.session_uuid
for update of session;

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
-- Count the sessions that are known to have ended in a stretch of time, and that the account-wide
-- history has listed: what a report on the session told, it may list later.
select count(*) as sessions
from zoom.sessions as session
inner join zoom.history as history
    on history.account_id = session.account_id and history.row_key = session.session_uuid
where
    session.account_id = :account_id
    and session.ended_at >= cast(:since as timestamptz)
    and session.ended_at < cast(:until as timestamptz)
    and history.payload -> 'webinar_type' is null;
