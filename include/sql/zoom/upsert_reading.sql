-- Note a complete listing by account, kind and object; the latest one replaces the one before.
insert into zoom.readings as known (
    account_id,
    kind,
    object_key,
    webinar_id,
    answered_at,
    same_since,
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
        same_since = case
            when known.digest = excluded.digest then known.same_since
            else excluded.same_since
        end,
        row_count = excluded.row_count,
        digest = excluded.digest,
        must_repeat = false,
        extraction = excluded.extraction,
        run_id = excluded.run_id
