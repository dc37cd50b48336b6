-- Note that a session's report was read: settled if the reading is final, else landed.
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
returning session.state
