-- name: upsert_error
-- Open an error in words, by object and code; reported again, it is no longer cleared.
insert into sync.errors (
    object_kind, object_key, code, message, remedy, run_id
)
values (:object_kind, :object_key, :code, :message, :remedy, :run_id)
on conflict (object_kind, object_key, code) do update
    set
        message = excluded.message,
        remedy = excluded.remedy,
        last_seen_at = now(),
        cleared_at = null,
        run_id = excluded.run_id;

-- name: clear_errors
-- Clear open errors of an object, by their codes.
update sync.errors
set
    cleared_at = now(),
    run_id = :run_id
where
    object_kind = :object_kind
    and object_key = :object_key
    and code = any(cast(:codes as text[]))
    and cleared_at is null;
