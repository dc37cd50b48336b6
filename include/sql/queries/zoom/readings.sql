-- name: upsert_reading
-- Record a complete listing by account, kind and object; it replaces the one before.
insert into zoom.readings as reading (
    account_id,
    kind,
    object_key,
    webinar_id,
    answered_at,
    row_count,
    digest,
    extraction,
    run_id
)
values (
    :account_id,
    :kind,
    :object_key,
    :webinar_id,
    :answered_at,
    :row_count,
    :digest,
    :extraction,
    :run_id
)
on conflict (account_id, kind, object_key) do update
    set
        webinar_id = excluded.webinar_id,
        answered_at = excluded.answered_at,
        row_count = excluded.row_count,
        digest = excluded.digest,
        must_repeat = false,
        extraction = excluded.extraction,
        run_id = excluded.run_id;

-- name: select_reading
-- Select the latest reading of an object, and whether this extraction landed it.
select
    answered_at,
    row_count,
    extraction >= :extraction as is_fresh
from zoom.readings
where account_id = :account_id and kind = :kind and object_key = :object_key;
