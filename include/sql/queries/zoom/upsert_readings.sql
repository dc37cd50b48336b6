-- name: upsert_readings
-- Record complete listings by account, kind and object; each replaces the one before.
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
select
    :account_id,
    landed.kind,
    landed.object_key,
    landed.webinar_id,
    landed.answered_at,
    landed.row_count,
    landed.digest,
    :extraction,
    :run_id
from
    jsonb_to_recordset(cast(:readings as jsonb))
        as landed (
            kind text,
            object_key text,
            webinar_id bigint,
            answered_at timestamptz,
            row_count int,
            digest text
        )
order by landed.kind, landed.object_key
on conflict (account_id, kind, object_key) do update
    set
        webinar_id = excluded.webinar_id,
        answered_at = excluded.answered_at,
        row_count = excluded.row_count,
        digest = excluded.digest,
        must_repeat = false,
        extraction = excluded.extraction,
        run_id = excluded.run_id;
