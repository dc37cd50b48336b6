-- name: select_webinars_without_session
-- Select webinars with a date that ended in a stretch of time and no session near it: a report by
-- host lists only sessions that two people or more joined.
select distinct date.webinar_id
from zoom.dates as date
inner join zoom.webinars as webinar
    on webinar.account_id = date.account_id and webinar.webinar_id = date.webinar_id
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = :account_id and exclusion.webinar_id = date.webinar_id
where
    date.account_id = :account_id
    and webinar.gone_at is null
    and exclusion.code is null
    and date.ends_at <= cast(:until as timestamptz)
    and date.ends_at > cast(:since as timestamptz)
    and (
        cast(:webinar_ids as bigint[]) is null
        or date.webinar_id = any(cast(:webinar_ids as bigint[]))
    )
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
