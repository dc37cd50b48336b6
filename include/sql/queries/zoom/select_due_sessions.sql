-- name: select_due_sessions
-- Select the sessions whose report is to be read now. With webinar_ids: all of these, settled or
-- not. The nightly run waits for nothing that ended more than a day ago, unless this extraction has
-- just read it. With named_ids: sessions of these webinars only.
with due as materialized (
    select session.*
    from zoom.sessions as session
    where
        session.account_id = :account_id
        and (
            cast(:named_ids as bigint[]) is null
            or session.webinar_id = any(cast(:named_ids as bigint[]))
        )
        and session.state <> 'gone'
        and not session.is_frozen
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
),

-- Once for each webinar, however many sessions it has.
excluded as materialized (
    select exclusion.webinar_id
    from settings.webinar_exclusions as exclusion
    where
        exclusion.account_id = :account_id
        and exclusion.webinar_id = any(array(select due.webinar_id from due))
        and exclusion.code is not null
)

select
    session_uuid,
    webinar_id,
    ended_at,
    state,
    people_counted,
    people_read,
    read_from
from due
where webinar_id not in (select excluded.webinar_id from excluded)
-- What only the twin has told yet comes first: the report's requests of the day may run out.
order by (read_from = 'past_webinars') is true desc, ended_at asc, session_uuid asc;
