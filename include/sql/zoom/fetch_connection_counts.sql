-- For the conservation check: connections of each webinar to compute, and rejected ones of them.
select
    wanted.account_id,
    wanted.webinar_id,
    count(connection.row_key) as connections,
    count(rejected.row_key) as rejected
from sync.webinars_to_load as wanted
inner join zoom.sessions as session
    on session.account_id = wanted.account_id and session.webinar_id = wanted.webinar_id
inner join zoom.connections as connection
    on
        connection.account_id = session.account_id
        and connection.session_uuid = session.session_uuid
left join sync.rejected_rows as rejected
    on rejected.source = 'participants' and rejected.row_key = connection.row_key
group by wanted.account_id, wanted.webinar_id
