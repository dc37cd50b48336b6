-- What the extraction must know of an account's webinars to decide what to ask for.
select
    webinar.webinar_id,
    webinar.type,
    webinar.approval_type,
    webinar.registration_type,
    webinar.payload is not null and not coalesce(detail.must_repeat, false) as has_detail,
    webinar.gone_at is not null as is_gone,
    exclusion.code as exclusion,
    -- A recurring webinar without a fixed time has no dates, and is always to come.
    webinar.payload is not null
    and (webinar.type = 6 or next_date.scheduled_at is not null) as is_to_come,
    next_date.scheduled_at as next_start,
    next_date.occurrence_id as next_occurrence_id,
    coalesce(session.has_unsettled, false) as has_unsettled,
    case when not reading.must_repeat then reading.answered_at end as registrants_answered_at,
    array(
        select occurrence.occurrence_id
        from zoom.occurrences as occurrence
        where
            occurrence.account_id = webinar.account_id
            and occurrence.webinar_id = webinar.webinar_id
            and occurrence.status = 'available'
        order by occurrence.occurrence_id
    ) as occurrence_ids,
    (
        select count(*)
        from zoom.registrants as registrant
        where
            registrant.account_id = webinar.account_id
            and registrant.webinar_id = webinar.webinar_id
            and registrant.is_listed
            and registrant.status = 'approved'
            and registrant.occurrence_id in ('', next_date.occurrence_id)
    ) as approved_count
from zoom.webinars as webinar
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = webinar.account_id and exclusion.webinar_id = webinar.webinar_id
left join lateral (
    select
        date.occurrence_id,
        date.scheduled_at
    from (
        select
            '' as occurrence_id,
            webinar.scheduled_at,
            coalesce(webinar.duration_minutes, 0) as duration_minutes
        where webinar.scheduled_at is not null
        union all
        select
            occurrence.occurrence_id,
            occurrence.scheduled_at,
            occurrence.duration_minutes
        from zoom.occurrences as occurrence
        where
            occurrence.account_id = webinar.account_id
            and occurrence.webinar_id = webinar.webinar_id
            and occurrence.status = 'available'
    ) as date
    where
        date.scheduled_at + date.duration_minutes * interval '1 minute'
        > cast(:answered_at as timestamptz)
    order by date.scheduled_at
    limit 1
) as next_date on true
left join lateral (
    select bool_or(one.state not in ('settled', 'gone')) as has_unsettled
    from zoom.sessions as one
    where one.account_id = webinar.account_id and one.webinar_id = webinar.webinar_id
) as session on true
left join zoom.readings as reading
    on
        reading.account_id = webinar.account_id
        and reading.kind = 'registrants'
        and reading.object_key = cast(webinar.webinar_id as text)
left join zoom.readings as detail
    on
        detail.account_id = webinar.account_id
        and detail.kind = 'webinar'
        and detail.object_key = cast(webinar.webinar_id as text)
where webinar.account_id = :account_id
order by webinar.webinar_id
