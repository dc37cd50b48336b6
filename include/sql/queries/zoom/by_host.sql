-- name: select_webinars_without_session
-- Select webinars with a date that passed a short time ago and no session near it: a report by host
-- lists only sessions that two people or more joined.
select distinct date.webinar_id
from (
    select
        webinar.webinar_id,
        webinar.scheduled_at,
        webinar.scheduled_at
        + coalesce(webinar.duration_minutes, 60) * interval '1 minute' as ends_at
    from zoom.webinars as webinar
    where
        webinar.account_id = :account_id
        and webinar.gone_at is null
        and webinar.scheduled_at is not null
    union all
    select
        occurrence.webinar_id,
        occurrence.scheduled_at,
        occurrence.scheduled_at + occurrence.duration_minutes * interval '1 minute' as ends_at
    from zoom.occurrences as occurrence
    where occurrence.account_id = :account_id and occurrence.status = 'available'
) as date
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = :account_id and exclusion.webinar_id = date.webinar_id
where
    exclusion.code is null
    and date.ends_at <= cast(:answered_at as timestamptz)
    and date.ends_at > cast(:answered_at as timestamptz) - cast(:looks_back as interval)
    and not exists (
        select 1
        from zoom.sessions as session
        where
            session.account_id = :account_id
            and session.webinar_id = date.webinar_id
            and session.ended_at > date.scheduled_at
            and session.started_at < date.ends_at + interval '12 hours'
    )
order by date.webinar_id;

-- name: select_queued_uuids
-- Select which of these sessions are queued.
select session_uuid
from zoom.sessions
where account_id = :account_id and session_uuid = any(cast(:session_uuids as text[]));
