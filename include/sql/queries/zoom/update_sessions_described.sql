-- name: update_sessions_described
-- Follow what the history says of queued sessions that makes none to be read anew: the host's
-- address, the title, and how many people took part. In the order of the key, as a load goes.
-- History and sessions are not joined to each other first: of a new account, whose tables nobody
-- has counted yet, each row would be held against each.
with described as materialized (
    select
        history.row_key as session_uuid,
        coalesce(history.payload ->> 'host_email', '') as host_email,
        history.payload ->> 'topic' as topic,
        zoom.to_bigint_or_null(history.payload ->> 'participants') as people
    from zoom.history as history
    where history.account_id = :account_id and history.run_id = :run_id
),

queued as materialized (
    select session.session_uuid
    from zoom.sessions as session
    where
        session.account_id = :account_id
        and session.session_uuid = any(array(select described.session_uuid from described))
    order by session.session_uuid
    for update of session
)

update zoom.sessions as session
set
    host_email = described.host_email,
    topic = described.topic,
    people_counted = described.people,
    run_id = :run_id
from described
where
    session.account_id = :account_id
    and session.session_uuid = any(array(select queued.session_uuid from queued))
    and session.session_uuid = described.session_uuid
    and (session.host_email, session.topic, session.people_counted)
    is distinct from (described.host_email, described.topic, described.people);
