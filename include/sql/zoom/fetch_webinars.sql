-- For the transform: the webinars to compute, one row each.
select
    webinar.account_id,
    webinar.webinar_id,
    webinar.host_id,
    coalesce(nullif(host.email, ''), nullif(webinar.host_email, '')) as host_email,
    webinar.topic,
    webinar.type,
    webinar.scheduled_at,
    webinar.duration_minutes,
    webinar.timezone,
    webinar.alternative_hosts,
    webinar.registration_type,
    webinar.gone_at,
    exclusion.code as exclusion,
    exists(
        select 1
        from zoom.readings as reading
        where
            reading.account_id = webinar.account_id
            and reading.webinar_id = webinar.webinar_id
            and reading.kind in ('registrants', 'participants')
    ) as has_been_read,
    last_session.topic as last_topic,
    nullif(last_session.host_email, '') as last_host
from sync.webinars_to_load as wanted
inner join zoom.webinars as webinar
    on webinar.account_id = wanted.account_id and webinar.webinar_id = wanted.webinar_id
left join zoom.users as host
    on host.account_id = webinar.account_id and host.user_id = webinar.host_id
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = webinar.account_id and exclusion.webinar_id = webinar.webinar_id
left join lateral (
    select
        session.topic,
        session.host_email
    from zoom.sessions as session
    where session.account_id = webinar.account_id and session.webinar_id = webinar.webinar_id
    order by session.started_at desc
    limit 1
) as last_session on true
