-- name: select_answer_settings
-- Select which answers are read: to polls, and questions of the audience.
select
    polls,
    questions
from settings.sync;

-- name: update_polls_read
-- Record that answers to polls were read of a session: once more a day after its end, if that was
-- earlier; else for good.
update zoom.sessions
set
    polls_due_at = case
        when cast(:answered_at as timestamptz) < ended_at + interval '24 hours'
            then ended_at + interval '24 hours'
    end,
    run_id = :run_id
where account_id = :account_id and session_uuid = :session_uuid;

-- name: update_questions_read
-- Record that questions were read of a session: once more a day after its end, if that was earlier;
-- else for good.
update zoom.sessions
set
    questions_due_at = case
        when cast(:answered_at as timestamptz) < ended_at + interval '24 hours'
            then ended_at + interval '24 hours'
    end,
    run_id = :run_id
where account_id = :account_id and session_uuid = :session_uuid;
