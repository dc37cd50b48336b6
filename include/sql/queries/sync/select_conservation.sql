-- name: select_conservation
-- Select what shows whether the ledger accounts for everything in the schema zoom that is loaded.
-- Webinars that landed and still wait for a check or a load are counted apart.
with waiting as (
    select
        account_id,
        webinar_id
    from sync.webinars_to_load
    union
    select
        account_id,
        webinar_id
    from sync.unchecked_readings
    where webinar_id is not null
),

loaded as (
    select
        webinar.account_id,
        webinar.webinar_id
    from zoom.webinars as webinar
    where not exists (
        select 1
        from waiting
        where
            waiting.account_id = webinar.account_id
            and waiting.webinar_id = webinar.webinar_id
    )
)

select
    (select count(*) from waiting) as webinars_waiting,
    (
        select count(*)
        from loaded
        inner join zoom.sessions as session
            on
                session.account_id = loaded.account_id
                and session.webinar_id = loaded.webinar_id
                and session.occurrence_key is not null
        inner join zoom.connections as connection
            on
                connection.account_id = session.account_id
                and connection.session_uuid = session.session_uuid
    ) as connections,
    (
        select coalesce(sum(outcome.connections), 0)
        from loaded
        inner join sync.outcomes as outcome
            on outcome.account_id = loaded.account_id and outcome.webinar_id = loaded.webinar_id
    ) as accounted,
    (
        select count(*)
        from loaded
        inner join zoom.sessions as session
            on
                session.account_id = loaded.account_id
                and session.webinar_id = loaded.webinar_id
                and session.occurrence_key is not null
        inner join sync.rejected_rows as rejected
            on
                rejected.source = 'participants'
                and rejected.account_id = session.account_id
                and rejected.object_key = session.session_uuid
    ) as rejected,
    (
        select count(distinct registrant.account_id || ' ' || registrant.row_key)
        from loaded
        inner join zoom.registrants as registrant
            on
                registrant.account_id = loaded.account_id
                and registrant.webinar_id = loaded.webinar_id
        where not exists (
            select 1
            from sync.rejected_rows as rejected
            where rejected.source = 'registrants' and rejected.row_key = registrant.row_key
        )
    ) as registrations,
    (
        select count(*)
        from loaded
        inner join sync.outcomes as outcome
            on outcome.account_id = loaded.account_id and outcome.webinar_id = loaded.webinar_id
        where outcome.subject = 'registration'
    ) as registrations_accounted;
