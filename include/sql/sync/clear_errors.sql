-- Note that what went wrong with an object is mended.
update sync.errors
set
    cleared_at = now(),
    run_id = :run_id
where
    object_kind = :object_kind
    and object_key = :object_key
    and code = any(cast(:codes as text[]))
    and cleared_at is null
