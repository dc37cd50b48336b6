-- name: lock_load
-- Let loads follow each other: wait for the load before; the transaction's end frees the lock.
select pg_advisory_xact_lock(hashtextextended('load', 0));

-- name: reset_loaded_settings
-- Let every webinar be computed anew where settings, mirror or users changed, or somebody emptied
-- marts.
update sync.state
set loaded_settings = null
where
    loaded_settings is distinct from :fingerprint
    or (
        exists (
            select 1 from sync.outcomes
            where code = 'synced'
        )
        and (
            not exists (select 1 from marts.contacts)
            or not exists (select 1 from marts.marketing_events)
            or not exists (select 1 from marts.participations)
        )
    );

-- name: update_loaded_settings
-- Remember the settings that marts were computed with.
update sync.state
set loaded_settings = :fingerprint
where loaded_settings is distinct from :fingerprint;

-- name: delete_loaded_address_statuses
-- Forget the addresses about which HubSpot's mirror decides nothing any more.
delete from sync.loaded_address_statuses as status
where not exists (
    select 1 from staging.address_statuses as loaded
    where loaded.email = status.email
);

-- name: upsert_loaded_address_statuses
-- Remember the address statuses that marts were computed with.
insert into sync.loaded_address_statuses as status (email, primary_email, code)
select
    email,
    primary_email,
    code
from staging.address_statuses
on conflict (email) do update
    set
        primary_email = excluded.primary_email,
        code = excluded.code
    where (status.primary_email, status.code)
    is distinct from (excluded.primary_email, excluded.code);

-- name: select_loaded_outcomes
-- For the conservation check: what the ledger now holds of the loaded webinars.
select
    coalesce(sum(outcome.connections), 0) as connections,
    count(*) filter (where outcome.subject = 'registration') as registrations
from sync.outcomes as outcome
inner join staging.webinars as loaded
    on loaded.account_id = outcome.account_id and loaded.webinar_id = outcome.webinar_id;

-- name: upsert_watermarks
-- Move the watermarks to what was known when marts were computed; never back.
insert into sync.watermarks as watermark (account_id, watermark, run_id)
select
    account.account_id,
    account.as_of,
    :run_id
from staging.accounts as account
where account.as_of is not null
on conflict (account_id) do update
    set
        watermark = excluded.watermark,
        run_id = excluded.run_id
    where watermark.watermark < excluded.watermark;

-- name: select_watermark
-- Select up to when an account's history is in marts.
select watermark
from sync.watermarks
where account_id = :account_id;
