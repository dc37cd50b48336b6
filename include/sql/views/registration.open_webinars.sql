create or replace view registration.open_webinars as
select
    webinar.webinar_id,
    webinar.topic,
    next_date.scheduled_at,
    webinar.timezone
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
    and (webinar.type = 6 or next_date.scheduled_at is not null);
comment on view registration.open_webinars is
'Webinars to come that somebody can be added to. The webhooks may read it, and not what it is made '
'of';
