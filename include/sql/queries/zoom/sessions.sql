-- name: select_due_sessions
-- Select the sessions whose report is to be read now. With webinar_ids: all of these, settled or
-- not.
select
    session.session_uuid,
    session.webinar_id,
    session.ended_at,
    session.state
from zoom.sessions as session
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = session.account_id and exclusion.webinar_id = session.webinar_id
where
    session.account_id = :account_id
    and exclusion.code is null
    and session.state <> 'gone'
    and (
        cast(:window_from as timestamptz) is null
        or (
            session.ended_at >= cast(:window_from as timestamptz)
            and session.ended_at < cast(:window_to as timestamptz)
        )
    )
    and (
        session.webinar_id = any(cast(:webinar_ids as bigint[]))
        or (
            cast(:webinar_ids as bigint[]) is null
            and session.state <> 'settled'
            and (session.next_attempt_at is null or session.next_attempt_at <= :answered_at)
        )
    )
order by session.ended_at, session.session_uuid;

-- name: update_session_read
-- Record that a session's report was read: settled if the reading is final, else landed.
update zoom.sessions as session
set
    state = case when final.is_final then 'settled' else 'landed' end,
    settled_at
    = case when final.is_final then coalesce(session.settled_at, reading.answered_at) end,
    attempts = 0,
    next_attempt_at = case
        when not final.is_final then reading.answered_at + interval '45 minutes'
    end,
    run_id = :run_id
from zoom.readings as reading
cross join
    lateral (
        select
            reading.answered_at >= ended.ended_at + interval '24 hours'
            or (
                reading.answered_at >= reading.same_since + interval '45 minutes'
                and reading.row_count > 0
                and not cast(:has_zero_duration as boolean)
            ) as is_final
        from zoom.sessions as ended
        where ended.account_id = reading.account_id and ended.session_uuid = reading.object_key
    ) as final
where
    session.account_id = :account_id
    and session.session_uuid = :session_uuid
    and reading.account_id = session.account_id
    and reading.kind = 'participants'
    and reading.object_key = session.session_uuid
returning session.state;

-- name: update_session_failed
-- Record that a session's report was refused, and when to try again (at most a day later).
update zoom.sessions
set
    state = cast(:state as text),
    attempts = attempts + 1,
    next_attempt_at = case
        when cast(:state as text) = 'failed'
            then
                cast(:answered_at as timestamptz)
                + least(interval '15 minutes' * power(2, least(attempts, 10)), interval '24 hours')
    end,
    run_id = :run_id
where
    account_id = :account_id
    and session_uuid = :session_uuid
    -- What was read whole stays read, whatever Zoom answers later.
    and state <> 'settled';

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
