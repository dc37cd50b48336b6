-- name: lock_load
-- Let loads follow each other: wait for the load before; the transaction's end frees the lock.
select pg_advisory_xact_lock(hashtextextended('load', 0));

-- name: update_load_number
-- Hand out a number that no other load has: it names the staging tables.
update sync.warehouse
set load_number = load_number + 1
returning load_number;

-- name: select_latest_versions
-- Select the latest mark and the latest change: later ones are left to the next load.
select
    (select coalesce(max(version), 0) from sync.webinars_to_load) as last_version,
    (select coalesce(max(version), 0) from sync.changes) as last_change;

-- name: count_webinars_to_load
-- Count the webinars that are to be computed now.
select count(*) as webinars
from sync.loadable_webinars;

-- name: mark_emptied
-- Mark all webinars where somebody emptied marts. Each question is answered by the first row.
insert into sync.webinars_to_load (account_id, webinar_id, reason)
select
    webinar.account_id,
    webinar.webinar_id,
    'emptied' as reason
from zoom.webinars as webinar
where
    (
        not exists (select 1 from marts.contacts)
        and exists (
            select 1 from sync.loaded_outcomes
            where code = 'synced' and registrations + attendances > 0
            union all
            select 1 from sync.frozen_outcomes
            where code = 'synced' and registrations + attendances > 0
        )
    )
    or (
        not exists (select 1 from marts.participations)
        and exists (
            select 1 from sync.loaded_webinars
            where participations > 0
        )
    )
    or (
        not exists (select 1 from marts.marketing_events)
        and exists (
            select 1 from sync.loaded_webinars
            where participations > 0
        )
    );

-- name: fetch_marks
-- For the load: which marks of its webinars it saw, those of later moments included.
select
    mark.account_id,
    mark.webinar_id,
    mark.version
from staging.webinars_to_load as webinar
inner join sync.webinars_to_load as mark
    on mark.account_id = webinar.account_id and mark.webinar_id = webinar.webinar_id;

-- name: fetch_frozen
-- For the load: the occurrences of its webinars that are frozen: their rows of marts stay.
select
    occurrence.account_id,
    occurrence.webinar_id,
    occurrence.occurrence_key
from staging.webinars_to_load as webinar
inner join zoom.occurrences as occurrence
    on
        occurrence.account_id = webinar.account_id
        and occurrence.webinar_id = webinar.webinar_id
where occurrence.is_frozen;

-- name: fetch_waiting
-- For the load: what its webinars wait for; is_over: no longer.
select
    waiting.account_id,
    waiting.webinar_id,
    waiting.missing,
    waiting.is_over
from staging.webinars_to_load as webinar
inner join sync.webinars_waiting as waiting
    on waiting.account_id = webinar.account_id and waiting.webinar_id = webinar.webinar_id;

-- name: delete_marks
-- Take from the queue what was computed: the marks that this load saw, and no later ones.
delete from sync.webinars_to_load as mark
using staging.marks as seen
where mark.version = seen.version;

-- name: insert_due_marks
-- Mark each computed webinar for the next moment at which something in it changes by time alone.
insert into sync.webinars_to_load (account_id, webinar_id, reason, due_at)
select
    due.account_id,
    due.webinar_id,
    'time' as reason,
    due.due_at
from staging.due as due;

-- name: insert_mark
-- Mark a webinar that could not be computed: the next load tries again.
insert into sync.webinars_to_load (account_id, webinar_id, reason)
values (:account_id, :webinar_id, :reason);

-- name: select_written_ledger
-- For the conservation check: what the ledger now holds of the loaded webinars.
select
    coalesce(sum(outcome.connections), 0) as connections,
    count(*) filter (where outcome.subject = 'registration') as registrations
from sync.outcomes as outcome
inner join staging.webinars as loaded
    on loaded.account_id = outcome.account_id and loaded.webinar_id = outcome.webinar_id;

-- name: delete_loaded_outcomes
-- Forget codes that the ledger no longer has of a computed webinar.
delete from sync.loaded_outcomes as total
using staging.webinars as loaded
where
    total.account_id = loaded.account_id
    and total.webinar_id = loaded.webinar_id
    and not exists (
        select 1
        from staging.outcomes as outcome
        where
            outcome.account_id = total.account_id
            and outcome.webinar_id = total.webinar_id
            and outcome.code = total.code
    );

-- name: upsert_loaded_outcomes
-- Keep the ledger of each computed webinar in numbers, by account, webinar and code.
insert into sync.loaded_outcomes as total (
    account_id, webinar_id, code, registrations, attendances, webinars, connections, run_id
)
select
    account_id,
    webinar_id,
    code,
    count(*) filter (where subject = 'registration') as registrations,
    count(*) filter (where subject = 'attendance') as attendances,
    count(*) filter (where subject = 'webinar') as webinars,
    sum(connections) as connections,
    :run_id
from staging.outcomes
group by account_id, webinar_id, code
on conflict (account_id, webinar_id, code) do update
    set
        registrations = excluded.registrations,
        attendances = excluded.attendances,
        webinars = excluded.webinars,
        connections = excluded.connections,
        run_id = excluded.run_id
    where (total.registrations, total.attendances, total.webinars, total.connections)
    is distinct from (
        excluded.registrations, excluded.attendances, excluded.webinars, excluded.connections
    );

-- name: clear_incomplete_errors
-- Clear the errors of computed webinars of which nothing is missing any more.
update sync.errors as error
set
    cleared_at = now(),
    run_id = :run_id
from staging.totals as computed
where
    computed.is_complete
    and error.object_kind = 'webinar'
    and error.object_key = computed.account_id || ' ' || computed.webinar_id
    and error.code = 'incomplete'
    and error.cleared_at is null;

-- name: select_next_contacts
-- Select the next addresses of contacts to compute anew, in their order.
select email
from marts.contacts
where email > :after
order by email
limit :most_contacts;

-- name: delete_contact_changes
-- Forget what concerned all contacts: they are computed anew.
delete from sync.changes
where kind = 'contacts' and version <= :last_change;

-- name: select_load_times
-- Select up to when the history of each account is known; a load moves the watermarks up to there.
-- While a history has not passed its contract, the watermark stays where it is.
select
    account.account_id,
    account.history_read_until as as_of
from zoom.accounts as account
where
    account.history_read_until is not null
    and not exists (
        select 1
        from sync.unchecked_readings as unchecked
        where
            unchecked.account_id = account.account_id
            and unchecked.source = 'sessions'
    );

-- name: upsert_watermarks
-- Move the watermarks to what was known when marts were computed; never back.
insert into sync.watermarks as watermark (account_id, watermark, run_id)
select
    account.account_id,
    account.as_of,
    :run_id
from jsonb_to_recordset(cast(:accounts as jsonb)) as account (account_id text, as_of timestamptz)
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

-- name: select_staging_tables
-- Select the staging tables that loads before left behind: they were killed, or lost the warehouse.
select format('staging.%I', tables.tablename) as table_name
from pg_tables as tables
where tables.schemaname = 'staging'
order by tables.tablename;
