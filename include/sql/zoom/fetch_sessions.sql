-- For the transform: the sessions of the webinars to compute.
select
    session.account_id,
    session.webinar_id,
    session.session_uuid,
    session.started_at,
    session.ended_at,
    session.host_email,
    session.topic,
    session.state,
    session.settled_at
from sync.webinars_to_load as wanted
inner join zoom.sessions as session
    on session.account_id = wanted.account_id and session.webinar_id = wanted.webinar_id
