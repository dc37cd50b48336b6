-- name: select_options
-- Select webinars to come that somebody can be added to, soonest first, as a workflow's editor
-- lists them.
select
    webinar.webinar_id,
    coalesce(webinar.topic, 'Zoom webinar') as topic,
    next_date.scheduled_at,
    coalesce(webinar.timezone, 'UTC') as timezone
from zoom.webinars as webinar
left join zoom.accounts as account on account.account_id = webinar.account_id
left join lateral (
    select min(date.scheduled_at) as scheduled_at
    from zoom.dates as date
    where
        date.account_id = webinar.account_id
        and date.webinar_id = webinar.webinar_id
        and date.ends_at > now()
) as next_date on true
where
    (
        coalesce(account.is_primary, false)
        or not exists (
            select 1 from zoom.accounts as other
            where other.is_primary
        )
    )
    and webinar.gone_at is null
    and webinar.payload is not null
    and webinar.approval_type in (0, 1)
    and not coalesce(webinar.is_events_webinar, false)
    and (webinar.type = 6 or next_date.scheduled_at is not null)
    and (
        :search = ''
        or strpos(lower(webinar.topic), lower(:search)) > 0
        or strpos(
            webinar.webinar_id::text,
            coalesce(nullif(regexp_replace(:search, '[\s-]', '', 'g'), ''), 'none')
        ) > 0
    )
order by next_date.scheduled_at asc nulls last, webinar.webinar_id asc
limit :most offset :skipped;
