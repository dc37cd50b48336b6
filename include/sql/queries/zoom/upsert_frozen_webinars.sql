-- name: upsert_frozen_webinars
-- Freeze the chosen webinars, as far as they may still be: what their last load counted moves here,
-- if it is what there is. The statements that follow concern those that this transaction froze.
insert into zoom.frozen_webinars as frozen (
    account_id,
    webinar_id,
    frozen_until,
    connections,
    rejected,
    registrations,
    participations,
    run_id
)
select
    loaded.account_id,
    loaded.webinar_id,
    freezable.frozen_until,
    loaded.connections,
    loaded.rejected,
    loaded.registrations,
    loaded.participations,
    :run_id
from settings.sync as sync
cross join lateral zoom.freezable_webinars(sync.zoom_kept_days) as freezable
inner join
    unnest(cast(:account_ids as text[]), cast(:webinar_ids as bigint[]))
        as chosen (account_id, webinar_id)
    on
        chosen.account_id = freezable.account_id
        and chosen.webinar_id = freezable.webinar_id
inner join sync.loaded_webinars as loaded
    on
        loaded.account_id = freezable.account_id
        and loaded.webinar_id = freezable.webinar_id
cross join
    lateral (
        select count(*) as connections
        from zoom.sessions as session
        inner join zoom.connections as connection
            on
                connection.account_id = session.account_id
                and connection.session_uuid = session.session_uuid
        where
            session.account_id = loaded.account_id
            and session.webinar_id = loaded.webinar_id
            and session.occurrence_key is not null
    ) as reported
cross join
    lateral (
        select
            coalesce(sum(outcome.connections), 0) as connections,
            count(*) filter (where outcome.subject = 'registration') as registrations
        from sync.outcomes as outcome
        where
            outcome.account_id = loaded.account_id
            and outcome.webinar_id = loaded.webinar_id
    ) as ledger
where
    reported.connections = loaded.connections
    and ledger.connections + loaded.rejected = loaded.connections
    and ledger.registrations = loaded.registrations
on conflict (account_id, webinar_id) do update
    set
        frozen_until = greatest(frozen.frozen_until, excluded.frozen_until),
        frozen_at = excluded.frozen_at,
        connections = frozen.connections + excluded.connections,
        rejected = frozen.rejected + excluded.rejected,
        registrations = frozen.registrations + excluded.registrations,
        participations = frozen.participations + excluded.participations,
        run_id = excluded.run_id
returning frozen.webinar_id;
