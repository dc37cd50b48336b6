-- Webinars that expired before their detail was read, with a session whose report has their type.
select distinct on (webinar.webinar_id)
    webinar.webinar_id,
    session.session_uuid
from zoom.webinars as webinar
inner join zoom.sessions as session
    on session.account_id = webinar.account_id and session.webinar_id = webinar.webinar_id
where
    webinar.account_id = :account_id
    and webinar.gone_at is not null
    and webinar.payload is null
    and webinar.type is null
    and not exists (
        select 1
        from sync.errors as refused
        where
            refused.object_kind = 'expired webinar'
            and refused.object_key = webinar.account_id || ' ' || webinar.webinar_id
            and refused.code in ('not_found', 'too_old')
    )
    and not exists (
        select 1
        from zoom.refusals as refused
        where
            refused.account_id = webinar.account_id
            and refused.object_kind = 'expired webinar'
            and refused.object_key = webinar.account_id || ' ' || webinar.webinar_id
            and refused.next_attempt_at > cast(:answered_at as timestamptz)
    )
order by webinar.webinar_id asc, session.ended_at desc
