-- name: merge_registration_sources
-- Keep from which source people registered, of the webinars that a load computed: of the
-- registration by which marts.participations say when somebody registered.
with computed as materialized (
    select distinct on (
        participation.account_id,
        participation.webinar_id,
        participation.occurrence_key,
        participation.email
    )
        participation.account_id,
        participation.webinar_id,
        participation.occurrence_key,
        participation.email,
        known.source
    from staging.webinars as webinar
    cross join settings.sync as sync
    inner join zoom.registrant_sources as known
        on known.account_id = webinar.account_id and known.webinar_id = webinar.webinar_id
    inner join marts.registrations as registration
        on
            registration.account_id = known.account_id
            and registration.webinar_id = known.webinar_id
            and registration.registrant_id = known.registrant_id
    inner join marts.participations as participation
        on
            participation.account_id = registration.account_id
            and participation.webinar_id = registration.webinar_id
            and participation.email = registration.email
            and participation.registered_at = registration.registered_at
    where
        sync.registration_sources
        and not exists (
            select 1 from staging.frozen as frozen
            where
                frozen.account_id = participation.account_id
                and frozen.webinar_id = participation.webinar_id
                and frozen.occurrence_key = participation.occurrence_key
        )
    order by
        participation.account_id,
        participation.webinar_id,
        participation.occurrence_key,
        participation.email,
        known.registrant_id
),

removed as (
    delete from marts.registration_sources as kept
    using staging.webinars as webinar
    where
        kept.account_id = webinar.account_id
        and kept.webinar_id = webinar.webinar_id
        and not exists (
            select 1 from computed
            where
                computed.account_id = kept.account_id
                and computed.webinar_id = kept.webinar_id
                and computed.occurrence_key = kept.occurrence_key
                and computed.email = kept.email
        )
        and not exists (
            select 1 from staging.frozen as frozen
            where
                frozen.account_id = kept.account_id
                and frozen.webinar_id = kept.webinar_id
                and frozen.occurrence_key = kept.occurrence_key
        )
    returning 1
),

written as (
    insert into marts.registration_sources as kept (
        account_id,
        webinar_id,
        occurrence_key,
        email,
        source,
        run_id
    )
    select
        computed.*,
        :run_id
    from computed
    on conflict (account_id, webinar_id, occurrence_key, email) do update
        set
            source = excluded.source,
            run_id = excluded.run_id
        where kept.source <> excluded.source
    returning 1
)

select (select count(*) from removed) + (select count(*) from written) as changed_rows;
