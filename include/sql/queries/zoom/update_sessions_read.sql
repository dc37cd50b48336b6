-- name: update_sessions_read
-- Record what readings of sessions' reports mean: which report is kept, whether it is settled, and
-- when it is read next. What is settled stays settled, since it first was.
update zoom.sessions as session
set
    people_read = case when reading.is_kept then reading.people_read else session.people_read end,
    read_from = case when reading.is_kept then reading.read_from else session.read_from end,
    report_digest = case
        when reading.is_kept then reading.report_digest
        else session.report_digest
    end,
    same_since = case when reading.is_kept then reading.same_since else session.same_since end,
    state = case when session.state = 'settled' then session.state else reading.state end,
    settled_at = case
        when session.state = 'settled' then session.settled_at
        when reading.state = 'settled' then reading.answered_at
    end,
    attempts = 0,
    next_attempt_at = reading.next_attempt_at,
    run_id = :run_id
from
    jsonb_to_recordset(cast(:readings as jsonb))
        as reading (
            session_uuid text,
            is_kept boolean,
            people_read bigint,
            read_from text,
            report_digest text,
            same_since timestamptz,
            state text,
            answered_at timestamptz,
            next_attempt_at timestamptz
        )
where session.account_id = :account_id and session.session_uuid = reading.session_uuid
returning session.state;
