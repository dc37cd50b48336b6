-- name: upsert_odd_answer
-- Remember an answer whose rows break their contract, by account and object, and since when.
insert into zoom.odd_answers (
    account_id,
    object_kind,
    object_key,
    source,
    breach,
    row_count,
    unreadable,
    missing_keys,
    first_extraction,
    extraction,
    run_id
)
values (
    :account_id,
    :object_kind,
    :object_key,
    :source,
    :breach,
    :row_count,
    :unreadable,
    cast(:missing_keys as text[]),
    :extraction,
    :extraction,
    :run_id
)
on conflict (account_id, object_kind, object_key) do update
    set
        source = excluded.source,
        breach = excluded.breach,
        row_count = excluded.row_count,
        unreadable = excluded.unreadable,
        missing_keys = excluded.missing_keys,
        extraction = excluded.extraction,
        run_id = excluded.run_id;
