-- Of the webinars in the queue alone: what was loaded waits for nothing. A refusal is over a day
-- after the first, by the account's own time: then the webinar is loaded without what is missing.
create or replace view sync.webinars_waiting as
with queued as (
    select distinct
        mark.account_id,
        mark.webinar_id
    from sync.webinars_to_load as mark
    inner join zoom.accounts as account on account.account_id = mark.account_id
    where mark.due_at is null or mark.due_at <= account.history_read_until
),

webinars as (
    select
        webinar.account_id,
        webinar.webinar_id,
        webinar.first_seen_at,
        webinar.gone_at is not null as is_gone,
        webinar.payload is not null as has_detail,
        webinar.type is not null as has_type,
        coalesce(webinar.approval_type, 0) <> 2 as has_registration,
        num_nonnulls(webinar.is_events_webinar, webinar.events_flag_unknowable_at) > 0
            as has_events_flag,
        last_session.ended_at as last_end,
        webinar.account_id || ' ' || webinar.webinar_id as object_key
    from queued
    inner join zoom.webinars as webinar
        on webinar.account_id = queued.account_id and webinar.webinar_id = queued.webinar_id
    left join settings.webinar_exclusions as exclusion
        on
            exclusion.account_id = queued.account_id
            and exclusion.webinar_id = queued.webinar_id
    left join lateral (
        select max(session.ended_at) as ended_at
        from zoom.sessions as session
        where
            session.account_id = webinar.account_id
            and session.webinar_id = webinar.webinar_id
    ) as last_session on true
    where
        exclusion.code is null
        -- Nobody of it is read any more, so nothing is to come.
        and not exists (
            select 1
            from zoom.wholly_frozen_webinars as frozen
            where
                frozen.account_id = queued.account_id
                and frozen.webinar_id = queued.webinar_id
        )
),

missing as (
    select
        webinar.account_id,
        webinar.webinar_id,
        'detail' as missing,
        'webinar' as object_kind,
        webinar.object_key,
        case when webinar.has_detail then webinar.last_end else webinar.first_seen_at end as since
    from webinars as webinar
    where
        not webinar.is_gone
        -- What was announced when a session began, only a detail read after it tells.
        and (
            not webinar.has_detail
            or exists (
                select 1
                from zoom.readings as reading
                where
                    reading.account_id = webinar.account_id
                    and reading.kind = 'webinar'
                    and reading.object_key = cast(webinar.webinar_id as text)
                    and reading.answered_at < webinar.last_end
            )
        )
    union all
    -- What expired before it was ever read is of the type that the report of its session says.
    select
        webinar.account_id,
        webinar.webinar_id,
        'type' as missing,
        'expired webinar' as object_kind,
        webinar.object_key,
        webinar.first_seen_at as since
    from webinars as webinar
    where
        not webinar.has_detail
        and webinar.is_gone
        and not webinar.has_type
        and webinar.last_end is not null
    union all
    select
        webinar.account_id,
        webinar.webinar_id,
        'events_flag' as missing,
        'host' as object_kind,
        host.host_id as object_key,
        webinar.first_seen_at as since
    from webinars as webinar
    inner join zoom.webinar_hosts as host
        on host.account_id = webinar.account_id and host.webinar_id = webinar.webinar_id
    where not webinar.has_events_flag and not webinar.is_gone
    union all
    select
        webinar.account_id,
        webinar.webinar_id,
        people.kind as missing,
        people.kind as object_kind,
        webinar.object_key,
        coalesce(webinar.last_end, webinar.first_seen_at) as since
    from webinars as webinar
    cross join (values ('panelists'), ('registrants')) as people (kind)
    where
        webinar.has_detail
        and not webinar.is_gone
        and (people.kind = 'panelists' or webinar.has_registration)
        and not exists (
            select 1
            from zoom.readings as reading
            where
                reading.account_id = webinar.account_id
                and reading.kind = people.kind
                and reading.object_key = cast(webinar.webinar_id as text)
                and reading.answered_at >= coalesce(webinar.last_end, '-infinity')
        )
)

select
    missing.account_id,
    missing.webinar_id,
    missing.missing,
    missing.since,
    a_day_later.until,
    coalesce(a_day_later.until <= account.history_read_until, false) as is_over
from missing
inner join zoom.accounts as account on account.account_id = missing.account_id
left join zoom.refusals as refusal
    on
        refusal.account_id = missing.account_id
        and refusal.object_kind = missing.object_kind
        and refusal.object_key = missing.object_key
-- To the minute, so that two nights at the same time are a day apart.
left join lateral (
    select date_trunc('minute', refusal.first_refused_at) + interval '24 hours' as until
) as a_day_later on true
-- What will never come is not waited for.
where coalesce(refusal.code, '') not in ('no_registration', 'too_old')
union all
select
    queued.account_id,
    queued.webinar_id,
    'check' as missing,
    reading.answered_at as since,
    null as until,
    false as is_over
from queued
inner join sync.unchecked_readings as unchecked
    on unchecked.account_id = queued.account_id and unchecked.webinar_id = queued.webinar_id
inner join zoom.readings as reading
    on
        reading.account_id = unchecked.account_id
        and reading.webinar_id = unchecked.webinar_id
        and reading.object_key = unchecked.object_key
        and sync.source_of(reading.kind) = unchecked.source;
comment on view sync.webinars_waiting is
'What the webinars in the queue wait for before they are loaded: check, detail, type (of what '
'expired unread), events_flag, panelists, registrants. until: then it is loaded without; null: '
'Zoom did not refuse it';
