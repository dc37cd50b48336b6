-- For the check: rows of participant reports that landed since the last check.
select
    connection.account_id,
    connection.row_key,
    connection.joined_at as join_time,
    connection.left_at as leave_time,
    connection.user_id
from sync.readings_to_check as reading
inner join zoom.connections as connection
    on
        connection.account_id = reading.account_id
        and connection.session_uuid = reading.object_key
where reading.source = 'participants'
