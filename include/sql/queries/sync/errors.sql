-- name: upsert_error
-- Open an error in words, by object and code; reported again, it is no longer cleared. One that was
-- cleared for more than six hours begins anew.
insert into sync.errors as error (
    object_kind, object_key, code, severity, message, remedy, resources, run_id
)
values (
    :object_kind, :object_key, :code, :severity, :message, :remedy, :resources, :run_id
)
on conflict (object_kind, object_key, code) do update
    set
        severity = excluded.severity,
        message = excluded.message,
        remedy = excluded.remedy,
        resources = excluded.resources,
        first_seen_at = case
            when error.cleared_at < now() - interval '6 hours' then now()
            else error.first_seen_at
        end,
        last_seen_at = now(),
        cleared_at = null,
        run_id = excluded.run_id;

-- name: clear_errors
-- Clear open errors of some objects, by their codes; in the order of the key, so that nobody waits
-- for each other.
with error as materialized (
    select error.*
    from sync.errors as error
    inner join
        unnest(cast(:object_kinds as text[]), cast(:object_keys as text[])) as object (kind, key)
        on object.kind = error.object_kind and object.key = error.object_key
    where error.code = any(cast(:codes as text[])) and error.cleared_at is null
    order by error.object_kind, error.object_key, error.code
    for update of error
)

update sync.errors as cleared
set
    cleared_at = now(),
    run_id = :run_id
from error
where
    cleared.object_kind = error.object_kind
    and cleared.object_key = error.object_key
    and cleared.code = error.code;

-- name: select_run_remedies
-- Select what a run found wrong and is open, and what to do about it; once each, the latest first.
select
    message,
    remedy
from sync.errors
where run_id = :run_id and severity = 'error' and cleared_at is null
group by message, remedy
order by max(last_seen_at) desc, message asc
limit :most;

-- name: select_reported_failures
-- Select what a run reported of accounts and that makes it fail: all of a kind was refused.
select message
from sync.errors
where
    object_kind = 'account'
    and code = 'all_refused'
    and run_id = :run_id
    and cleared_at is null
order by object_key;
