-- Note that a session's report was refused, and when it is worth another try (at most a day on).
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
    and state <> 'settled'
