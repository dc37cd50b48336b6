-- name: select_due_sources
-- Select the webinars whose registrants were read otherwise than when their sources were read: by
-- this extraction, or by an earlier one that was stopped or was refused the sources; or by any
-- since they were read. Where they never were, what was read while the setting was off is not due.
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
where
    registrants.account_id = :account_id
    and registrants.kind = 'registrants'
    and (
        registrants.extraction >= :extraction
        or sources.digest is not null
        or refusal.object_key is not null
        or exists (
            select 1
            from zoom.extractions as stopped
            where stopped.extraction = registrants.extraction and stopped.ended_at is null
        )
    )
    and registrants.row_count > 0
    and webinar.gone_at is null
    and sources.digest is distinct from registrants.digest
    and exclusion.code is null
    and (
        refusal.object_key is null
        or refusal.next_attempt_at <= cast(:answered_at as timestamptz)
    )
order by registrants.webinar_id;
