-- name: select_webinars
-- Select what the extraction must know of an account's webinars to decide what to read. Of detail,
-- panelists and registrants: `missing` (never read whole since the last session ended), `waiting`
-- (refused; to be read later), `fresh` (landed in this extraction), or `old`. With webinar_ids: of
-- these only.
with webinars as materialized (
    select
        webinar.*,
        webinar.account_id || ' ' || webinar.webinar_id as object_key
    from zoom.webinars as webinar
    where
        webinar.account_id = :account_id
        and (
            cast(:webinar_ids as bigint[]) is null
            or webinar.webinar_id = any(cast(:webinar_ids as bigint[]))
        )
        and (
            not cast(:is_hourly as boolean)
            -- All others are at rest: loaded whole, and neither time nor anything that landed
            -- changes them. What was never loaded is marked.
            or webinar.webinar_id = any(array(
                select unnest(cast(:moved as bigint[]))
                union all
                select mark.webinar_id
                from sync.webinars_to_load as mark
                where mark.account_id = :account_id
                union all
                select loaded.webinar_id
                from sync.loaded_webinars as loaded
                where loaded.account_id = :account_id and not loaded.is_complete
                union all
                -- Whom a change concerns is not known before the load.
                select known.webinar_id
                from zoom.webinars as known
                where known.account_id = :account_id and exists (select 1 from sync.changes)
            ))
        )
),

ended as (
    select
        session.webinar_id,
        max(session.ended_at) as last_end,
        -- Settled by this very extraction, before it was stopped: it was not when that began.
        bool_or(
            (session.state not in ('settled', 'gone') and not session.is_frozen)
            or report.extraction >= :extraction
        ) as has_unsettled,
        bool_or(
            session.ended_at >= cast(:window_from as timestamptz)
            and session.ended_at < cast(:window_to as timestamptz)
        ) as is_in_window
    from webinars
    inner join zoom.sessions as session
        on session.account_id = webinars.account_id and session.webinar_id = webinars.webinar_id
    left join zoom.readings as report
        on
            session.account_id = report.account_id
            and report.kind = 'participants'
            and session.session_uuid = report.object_key
    group by session.webinar_id
),

exclusion as materialized (
    select
        excluded.webinar_id,
        excluded.code
    from settings.webinar_exclusions as excluded
    where
        excluded.account_id = :account_id
        and excluded.webinar_id = any(array(select webinar.webinar_id from webinars as webinar))
),

refused as (
    select
        object_kind,
        object_key
    from zoom.refusals
    where
        account_id = :account_id
        -- The nightly run waits for nothing.
        and not cast(:is_nightly as boolean)
        and next_attempt_at > cast(:answered_at as timestamptz)
),

landed as (
    select
        reading.kind,
        reading.webinar_id,
        case
            when reading.must_repeat or reading.answered_at < ended.last_end then 'missing'
            -- Somebody was erased and is taken back: once listed, what is left is the person's.
            when
                reading.kind = 'registrants'
                and reading.webinar_id = any(array(
                    select taken_back.webinar_id
                    from zoom.taken_back_registrations as taken_back
                    where taken_back.account_id = :account_id and taken_back.is_expected
                ))
                then 'missing'
            when reading.extraction >= :extraction then 'fresh'
            else 'old'
        end as state
    from webinars
    inner join zoom.readings as reading
        on reading.account_id = webinars.account_id and reading.webinar_id = webinars.webinar_id
    left join ended on reading.webinar_id = ended.webinar_id
    where
        reading.kind in ('webinar', 'panelists', 'registrants')
),

dates as (
    select
        date.webinar_id,
        date.occurrence_id,
        date.scheduled_at,
        date.ends_at
    from webinars
    inner join zoom.dates as date
        on date.account_id = webinars.account_id and date.webinar_id = webinars.webinar_id
),

next_dates as (
    select distinct on (webinar_id)
        webinar_id,
        occurrence_id,
        scheduled_at
    from dates
    where ends_at > cast(:answered_at as timestamptz)
    order by webinar_id, scheduled_at
),

all_dates as (
    select
        webinar_id,
        max(ends_at) filter (where ends_at <= cast(:answered_at as timestamptz)) as last_end,
        array_agg(occurrence_id order by occurrence_id) filter (where occurrence_id <> '')
            as occurrence_ids
    from dates
    group by webinar_id
)


select
    webinar.webinar_id,
    webinar.type,
    webinar.approval_type,
    webinar.registration_type,
    webinar.payload is not null and not coalesce(detail_reading.must_repeat, false) as has_detail,
    webinar.gone_at is not null as is_gone,
    exclusion.code as exclusion,
    exists(
        select 1
        from zoom.wholly_frozen_webinars as frozen
        where
            frozen.account_id = webinar.account_id
            and frozen.webinar_id = webinar.webinar_id
    ) as is_frozen,
    webinar.is_events_webinar is not null or webinar.events_flag_unknowable_at is not null
        as has_events_flag,
    -- A recurring webinar without a fixed time has no dates, and is always to come.
    webinar.payload is not null
    and (webinar.type = 6 or next_date.scheduled_at is not null) as is_to_come,
    next_date.scheduled_at as next_start,
    next_date.occurrence_id as next_occurrence_id,
    coalesce(ended.has_unsettled, false) as has_unsettled,
    greatest(ended.last_end, all_dates.last_end) as ended_at,
    coalesce(ended.is_in_window, false) as is_in_window,
    case
        when exists (
            select 1 from refused
            where refused.object_kind = 'webinar' and refused.object_key = webinar.object_key
        ) then 'waiting'
        else coalesce(detail.state, 'missing')
    end as detail,
    case
        when exists (
            select 1 from refused
            where refused.object_kind = 'panelists' and refused.object_key = webinar.object_key
        ) then 'waiting'
        else coalesce(panelists.state, 'missing')
    end as panelists,
    case
        when exists (
            select 1 from refused
            where refused.object_kind = 'registrants' and refused.object_key = webinar.object_key
        ) then 'waiting'
        else coalesce(registrants.state, 'missing')
    end as registrants,
    exists(
        select 1
        from sync.rejected_rows as rejected
        where
            rejected.source = 'registrants'
            and rejected.account_id = webinar.account_id
            and rejected.object_key = cast(webinar.webinar_id as text)
    ) as has_rejected_registrants,
    coalesce(all_dates.occurrence_ids, '{}') as occurrence_ids
from webinars as webinar
left join exclusion on webinar.webinar_id = exclusion.webinar_id
left join next_dates as next_date on webinar.webinar_id = next_date.webinar_id
left join all_dates on webinar.webinar_id = all_dates.webinar_id
left join ended on webinar.webinar_id = ended.webinar_id
left join landed as detail
    on webinar.webinar_id = detail.webinar_id and detail.kind = 'webinar'
left join landed as panelists
    on webinar.webinar_id = panelists.webinar_id and panelists.kind = 'panelists'
left join landed as registrants
    on webinar.webinar_id = registrants.webinar_id and registrants.kind = 'registrants'
left join zoom.readings as detail_reading
    on
        detail_reading.account_id = webinar.account_id
        and detail_reading.kind = 'webinar'
        and detail_reading.object_key = cast(webinar.webinar_id as text)
order by webinar.webinar_id;
