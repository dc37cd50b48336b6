-- name: select_source_setting
-- Select whether the tracking sources of registrations are read.
select registration_sources
from settings.sync;

-- name: upsert_sources_reading
-- Record that sources were read, of registrants with a digest.
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
    'sources',
    cast(cast(:webinar_id as bigint) as text),
    :webinar_id,
    :answered_at,
    :row_count,
    :digest,
    :extraction,
    :run_id
)
on conflict (account_id, kind, object_key) do update
    set
        answered_at = excluded.answered_at,
        row_count = excluded.row_count,
        digest = excluded.digest,
        extraction = excluded.extraction,
        run_id = excluded.run_id;

-- name: merge_registrant_sources
-- Keep from which sources people registered, but not of who asked to be forgotten. Those who are no
-- longer approved stay as they were: Zoom lists them under no source.
insert into zoom.registrant_sources as known (
    account_id,
    webinar_id,
    registrant_id,
    source,
    run_id
)
select distinct on (listed.registrant_id)
    :account_id,
    :webinar_id,
    listed.registrant_id,
    listed.source,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as listed (registrant_id text, source text)
where
    not exists (
        select 1
        from settings.find_erased('zoom_id', array[listed.registrant_id])
    )
order by listed.registrant_id, listed.source
on conflict (account_id, webinar_id, registrant_id) do update
    set
        source = excluded.source,
        run_id = excluded.run_id
    where known.source <> excluded.source;
