-- Note what went wrong, in words, by object and code; seen again, it is no longer cleared.
insert into sync.errors as known (
    object_kind, object_key, code, message, remedy, run_id
)
values (:object_kind, :object_key, :code, :message, :remedy, :run_id)
on conflict (object_kind, object_key, code) do update
    set
        message = excluded.message,
        remedy = excluded.remedy,
        last_seen_at = now(),
        cleared_at = null,
        run_id = excluded.run_id
