-- Rows of readings that broke their contract and can no longer be asked for: set aside one by one.
insert into sync.rejected_rows (source, row_key, account_id, object_key, reason, row, run_id)
select distinct on (landed.row_key)
    'participants' as source,
    landed.row_key,
    landed.account_id,
    reading.object_key,
    'broke the contract of its endpoint, and Zoom no longer has it' as reason,
    landed.payload as row,
    :run_id
from zoom.readings as reading
inner join zoom.sessions as session
    on
        session.account_id = reading.account_id
        and session.session_uuid = reading.object_key
        and session.state = 'gone'
inner join zoom.connections as landed
    on
        landed.account_id = reading.account_id
        and landed.session_uuid = reading.object_key
where
    reading.account_id = :account_id
    and reading.kind = 'participants'
    and reading.must_repeat
order by landed.row_key
on conflict (source, row_key) do nothing
