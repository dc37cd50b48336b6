-- name: select_occurrence_outcomes
-- Count what is not counted of an occurrence, by code: its attendances and connections, and the
-- registrations of its webinar, which are of no single date; and rows that could not be used.
select
    counted.subject,
    counted.code,
    codes.meaning,
    codes.what_changes_it,
    counted.subjects,
    counted.connections
from (
    select
        outcome.subject,
        outcome.code,
        count(*) as subjects,
        sum(outcome.connections) as connections
    from sync.outcomes as outcome
    where
        outcome.account_id = :account_id
        and outcome.webinar_id = :webinar_id
        and (
            outcome.occurrence_key = :occurrence_key
            or (outcome.occurrence_key = '' and outcome.subject = 'registration')
        )
        and outcome.code <> 'synced'
    group by outcome.subject, outcome.code
    union all
    select
        'connection' as subject,
        'rejected' as code,
        count(*) as subjects,
        count(*) as connections
    from zoom.sessions as session
    inner join sync.rejected_rows as rejected
        on
            rejected.source = 'participants'
            and rejected.account_id = session.account_id
            and rejected.object_key = session.session_uuid
    where
        session.account_id = :account_id
        and session.webinar_id = :webinar_id
        and session.occurrence_key = :occurrence_key
    having count(*) > 0
    union all
    select
        'registration' as subject,
        'rejected' as code,
        count(*) as subjects,
        0 as connections
    from sync.rejected_rows as rejected
    where
        rejected.source = 'registrants'
        and rejected.account_id = :account_id
        and rejected.object_key = cast(:webinar_id as text)
    having count(*) > 0
) as counted
inner join sync.codes as codes on codes.code = counted.code
order by counted.subject asc, counted.subjects desc, counted.code asc;
