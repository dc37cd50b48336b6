-- name: select_conservation
-- Select what shows whether the ledger accounts for everything in the schema zoom that is loaded.
-- What this run loaded is counted (with no run: everything), the rest is as its load counted it.
-- Webinars that wait in the queue are counted apart; one that is neither there nor loaded is lost.
-- Of what is frozen the numbers are kept.
with queued as (
    select
        mark.account_id,
        mark.webinar_id
    from sync.webinars_to_load as mark
    inner join zoom.accounts as account on account.account_id = mark.account_id
    where mark.due_at is null or mark.due_at <= account.history_read_until
    union
    select
        account_id,
        webinar_id
    from sync.unchecked_readings
    where webinar_id is not null
),

to_count as (
    select
        loaded.account_id,
        loaded.webinar_id
    from sync.loaded_webinars as loaded
    where
        (cast(:run_id as text) is null or loaded.run_id = :run_id)
        and not exists (
            select 1
            from queued
            where
                queued.account_id = loaded.account_id
                and queued.webinar_id = loaded.webinar_id
        )
),

counted as (
    select
        to_count.account_id,
        to_count.webinar_id,
        reported.connections,
        rejected.connections as rejected,
        ledger.connections as accounted,
        registered.registrations,
        ledger.registrations as registrations_accounted
    from to_count
    cross join
        lateral (
            select count(*) as connections
            from zoom.sessions as session
            inner join zoom.connections as connection
                on
                    connection.account_id = session.account_id
                    and connection.session_uuid = session.session_uuid
            where
                session.account_id = to_count.account_id
                and session.webinar_id = to_count.webinar_id
                and session.occurrence_key is not null
        ) as reported
    cross join
        lateral (
            select count(*) as connections
            from zoom.sessions as session
            inner join sync.rejected_rows as rejected_row
                on
                    rejected_row.source = 'participants'
                    and rejected_row.account_id = session.account_id
                    and rejected_row.object_key = session.session_uuid
            where
                session.account_id = to_count.account_id
                and session.webinar_id = to_count.webinar_id
                and session.occurrence_key is not null
        ) as rejected
    cross join
        lateral (
            select
                coalesce(sum(outcome.connections), 0) as connections,
                count(*) filter (where outcome.subject = 'registration') as registrations
            from sync.outcomes as outcome
            where
                outcome.account_id = to_count.account_id
                and outcome.webinar_id = to_count.webinar_id
        ) as ledger
    cross join
        lateral (
            select count(distinct registrant.row_key) as registrations
            from zoom.registrants as registrant
            where
                registrant.account_id = to_count.account_id
                and registrant.webinar_id = to_count.webinar_id
                and not exists (
                    select 1
                    from sync.rejected_rows as rejected_row
                    where
                        rejected_row.source = 'registrants'
                        and rejected_row.row_key = registrant.row_key
                )
        ) as registered
),

latest as (
    select
        coalesce(counted.connections, loaded.connections) as connections,
        coalesce(counted.rejected, loaded.rejected) as rejected,
        coalesce(counted.accounted, loaded.accounted) as accounted,
        coalesce(counted.registrations, loaded.registrations) as registrations,
        coalesce(counted.registrations_accounted, loaded.registrations_accounted)
            as registrations_accounted
    from sync.loaded_webinars as loaded
    left join counted
        on counted.account_id = loaded.account_id and counted.webinar_id = loaded.webinar_id
    union all
    select
        frozen.connections,
        frozen.rejected,
        coalesce(ledger.connections, 0) as accounted,
        frozen.registrations,
        coalesce(ledger.registrations, 0) as registrations_accounted
    from zoom.frozen_webinars as frozen
    left join (
        select
            account_id,
            webinar_id,
            sum(connections) as connections,
            sum(registrations) as registrations
        from sync.frozen_outcomes
        group by account_id, webinar_id
    ) as ledger
        on ledger.account_id = frozen.account_id and ledger.webinar_id = frozen.webinar_id
)

select
    (select count(*) from queued) as webinars_waiting,
    (
        select count(*)
        from zoom.webinars as webinar
        where
            not exists (
                select 1
                from sync.loaded_webinars as loaded
                where
                    loaded.account_id = webinar.account_id
                    and loaded.webinar_id = webinar.webinar_id
            )
            and not exists (
                select 1
                from sync.webinars_to_load as mark
                where
                    mark.account_id = webinar.account_id
                    and mark.webinar_id = webinar.webinar_id
            )
    ) as webinars_lost,
    count(*) filter (
        where
        latest.accounted + latest.rejected <> latest.connections
        or latest.registrations_accounted <> latest.registrations
    ) as webinars_broken,
    coalesce(sum(latest.connections), 0) as connections,
    coalesce(sum(latest.accounted), 0) as accounted,
    coalesce(sum(latest.rejected), 0) as rejected,
    coalesce(sum(latest.registrations), 0) as registrations,
    coalesce(sum(latest.registrations_accounted), 0) as registrations_accounted
from latest;
