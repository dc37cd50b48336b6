-- name: select_due_recordings
-- Select the sessions whose recording is to be read now: held, and found to be the webinar. With
-- webinar_ids: all of these. What was never read is read if it ended after a moment. With
-- named_ids: sessions of these webinars only.
with candidate as (
    select session_uuid
    from zoom.sessions
    where account_id = :account_id and webinar_id = any(cast(:webinar_ids as bigint[]))
    union
    select session_uuid
    from zoom.recorded_sessions
    where
        account_id = :account_id
        and next_read_at <= cast(:answered_at as timestamptz)
        and cast(:webinar_ids as bigint[]) is null
    union
    select session.session_uuid
    from zoom.sessions as session
    where
        session.account_id = :account_id
        and session.ended_at > cast(:unread_since as timestamptz)
        and cast(:webinar_ids as bigint[]) is null
        and not exists (
            select 1
            from zoom.recorded_sessions as reading
            where
                reading.account_id = session.account_id
                and reading.session_uuid = session.session_uuid
        )
),

due as materialized (
    select
        session.account_id,
        session.session_uuid,
        session.webinar_id,
        session.ended_at,
        reading.missing_since
    from candidate
    inner join zoom.sessions as session
        on
            session.account_id = :account_id
            and session.session_uuid = candidate.session_uuid
    left join zoom.recorded_sessions as reading
        on
            reading.account_id = session.account_id
            and reading.session_uuid = session.session_uuid
    left join zoom.refusals as refusal
        on
            refusal.account_id = session.account_id
            and refusal.object_kind = 'recordings'
            and refusal.object_key = session.session_uuid
    where
        session.is_practice = false
        and (
            cast(:named_ids as bigint[]) is null
            or session.webinar_id = any(cast(:named_ids as bigint[]))
        )
        and session.occurrence_key <> ''
        and (
            cast(:window_from as timestamptz) is null
            or (
                session.ended_at >= cast(:window_from as timestamptz)
                and session.ended_at < cast(:window_to as timestamptz)
            )
        )
        and (
            session.webinar_id = any(cast(:webinar_ids as bigint[]))
            or refusal.next_attempt_at is null
            or refusal.next_attempt_at <= cast(:answered_at as timestamptz)
            or :is_nightly
        )
)

select
    due.session_uuid,
    due.webinar_id,
    due.ended_at,
    due.missing_since,
    exists(
        select 1
        from zoom.recordings as recording
        where
            recording.account_id = due.account_id
            and recording.session_uuid = due.session_uuid
            and recording.deleted_at is null
    ) as is_recorded
from due
inner join settings.recorded_webinars as recorded
    on recorded.account_id = due.account_id and recorded.webinar_id = due.webinar_id
order by due.ended_at desc, due.session_uuid asc;
