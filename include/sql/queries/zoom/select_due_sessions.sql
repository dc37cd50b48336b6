-- name: select_due_sessions
-- Select the sessions whose report is to be read now. With webinar_ids: all of these, settled or
-- not. The nightly run waits for nothing that ended more than a day ago, unless this extraction has
-- just read it.
select
    session.session_uuid,
    session.webinar_id,
    session.ended_at,
    session.state,
    session.people_counted,
    session.people_read,
    session.read_from
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
            and (session.state <> 'settled' or session.next_attempt_at is not null)
            and (
                session.next_attempt_at is null
                or session.next_attempt_at <= :answered_at
                or (
                    cast(:is_nightly as boolean)
                    and session.ended_at
                    <= cast(:answered_at as timestamptz) - interval '24 hours'
                    and not exists (
                        select 1
                        from zoom.readings as reading
                        where
                            reading.account_id = session.account_id
                            and reading.kind = 'participants'
                            and reading.object_key = session.session_uuid
                            and reading.extraction >= :extraction
                    )
                )
            )
        )
    )
-- What only the twin has told yet comes first: the report's requests of the day may run out.
order by
    (session.read_from = 'past_webinars') is true desc,
    session.ended_at asc,
    session.session_uuid asc;
