-- For the transform: the connections of the webinars to compute, less rejected rows.
select
    connection.account_id,
    session.webinar_id,
    connection.session_uuid,
    connection.user_id,
    connection.payload ->> 'join_time' as join_time,
    connection.joined_at,
    connection.left_at,
    connection.is_waiting_room,
    connection.registrant_id,
    connection.participant_user_id,
    connection.user_email
from sync.webinars_to_load as wanted
inner join zoom.sessions as session
    on session.account_id = wanted.account_id and session.webinar_id = wanted.webinar_id
inner join zoom.connections as connection
    on
        connection.account_id = session.account_id
        and connection.session_uuid = session.session_uuid
where not exists (
    select 1
    from sync.rejected_rows as rejected
    where rejected.source = 'participants' and rejected.row_key = connection.row_key
)
