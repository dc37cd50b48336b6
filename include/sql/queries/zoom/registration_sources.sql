-- name: select_source_setting
-- Select whether the tracking sources of registrations are read.
select registration_sources
from settings.sync;

-- name: select_due_sources
-- Select the webinars whose registrants this extraction read otherwise than when their sources were
-- read.
select
    registrants.webinar_id,
    registrants.digest
from zoom.readings as registrants
inner join zoom.webinars as webinar
    on
        webinar.account_id = registrants.account_id
        and webinar.webinar_id = registrants.webinar_id
left join zoom.readings as sources
    on
        sources.account_id = registrants.account_id
        and sources.kind = 'sources'
        and sources.object_key = registrants.object_key
left join settings.webinar_exclusions as exclusion
    on
        exclusion.account_id = registrants.account_id
        and exclusion.webinar_id = registrants.webinar_id
left join zoom.refusals as refusal
    on
        refusal.account_id = registrants.account_id
        and refusal.object_kind = 'sources'
        and refusal.object_key = registrants.account_id || ' ' || registrants.webinar_id
        and refusal.next_attempt_at > cast(:answered_at as timestamptz)
where
    registrants.account_id = :account_id
    and registrants.kind = 'registrants'
    and registrants.extraction >= :extraction
    and registrants.row_count > 0
    and webinar.gone_at is null
    and sources.digest is distinct from registrants.digest
    and exclusion.code is null
    and refusal.object_key is null
order by registrants.webinar_id;

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
