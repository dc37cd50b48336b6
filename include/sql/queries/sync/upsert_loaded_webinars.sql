-- name: upsert_loaded_webinars
-- Keep what each computed webinar came to, by account and webinar.
insert into sync.loaded_webinars as loaded (
    account_id,
    webinar_id,
    is_complete,
    connections,
    rejected,
    accounted,
    registrations,
    registrations_accounted,
    participations,
    run_id
)
select
    computed.account_id,
    computed.webinar_id,
    computed.is_complete,
    computed.connections,
    computed.rejected,
    coalesce(ledger.connections, 0) as accounted,
    computed.registrations,
    coalesce(ledger.registrations, 0) as registrations_accounted,
    coalesce(people.participations, 0) as participations,
    :run_id
from staging.totals as computed
left join (
    select
        account_id,
        webinar_id,
        sum(connections) as connections,
        count(*) filter (where subject = 'registration') as registrations
    from staging.outcomes
    group by account_id, webinar_id
) as ledger
    on ledger.account_id = computed.account_id and ledger.webinar_id = computed.webinar_id
left join (
    select
        account_id,
        webinar_id,
        count(*) as participations
    from staging.participations
    group by account_id, webinar_id
) as people
    on people.account_id = computed.account_id and people.webinar_id = computed.webinar_id
on conflict (account_id, webinar_id) do update
    set
        is_complete = excluded.is_complete,
        connections = excluded.connections,
        rejected = excluded.rejected,
        accounted = excluded.accounted,
        registrations = excluded.registrations,
        registrations_accounted = excluded.registrations_accounted,
        participations = excluded.participations,
        run_id = excluded.run_id;
