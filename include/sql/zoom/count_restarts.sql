-- How many of these sessions began within 12 hours after another session of their webinar.
select count(*) as restarts
from zoom.sessions as session
where
    session.account_id = :account_id
    and session.session_uuid = any(cast(:session_uuids as text[]))
    and exists (
        select 1
        from zoom.sessions as earlier
        where
            earlier.account_id = session.account_id
            and earlier.webinar_id = session.webinar_id
            and earlier.session_uuid <> session.session_uuid
            and earlier.ended_at <= session.started_at
            and earlier.ended_at > session.started_at - interval '12 hours'
    )
