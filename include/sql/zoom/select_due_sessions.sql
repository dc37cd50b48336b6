-- Sessions whose report is to be read now. With webinar_ids: all of these, settled or not.
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
order by session.ended_at, session.session_uuid
