-- name: select_due_answers
-- Select the sessions of which answers are to be read now, by kind: settled ones, once, and once
-- more with the second reading of their report.
with due as materialized (
    select
        'polls' as kind,
        session.session_uuid,
        session.webinar_id,
        session.ended_at,
        session.next_attempt_at,
        session.polls_due_at as due_at
    from zoom.sessions as session
    where
        cast(:with_polls as boolean)
        and session.account_id = :account_id
        and session.state = 'settled'
        and session.polls_due_at is not null
        and session.ended_at >= cast(:since as timestamptz)
        and session.ended_at < cast(:until as timestamptz)
    union all
    select
        'questions' as kind,
        session.session_uuid,
        session.webinar_id,
        session.ended_at,
        session.next_attempt_at,
        session.questions_due_at as due_at
    from zoom.sessions as session
    where
        cast(:with_questions as boolean)
        and session.account_id = :account_id
        and session.state = 'settled'
        and session.questions_due_at is not null
        and session.ended_at >= cast(:since as timestamptz)
        and session.ended_at < cast(:until as timestamptz)
)

select
    due.kind,
    due.session_uuid,
    due.webinar_id,
    due.ended_at
from due
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = :account_id and exclusion.webinar_id = due.webinar_id
left join zoom.refusals as refusal
    on
        refusal.account_id = :account_id
        and refusal.object_kind = due.kind
        and refusal.object_key = due.session_uuid
        and refusal.next_attempt_at > cast(:answered_at as timestamptz)
where
    due.due_at <= cast(:answered_at as timestamptz)
    and (due.due_at = '-infinity' or due.next_attempt_at is null)
    and (
        cast(:webinar_ids as bigint[]) is null
        or due.webinar_id = any(cast(:webinar_ids as bigint[]))
    )
    and exclusion.code is null
    and refusal.object_key is null
order by due.ended_at, due.session_uuid, due.kind;
