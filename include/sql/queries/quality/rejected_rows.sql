-- name: delete_rejected_rows
-- Forget the rejected rows of what is checked anew: of the history by row, else by object.
delete from sync.rejected_rows as rejected
where
    rejected.account_id = :account_id
    and rejected.source = :source
    and case
        when rejected.source = 'sessions'
            then rejected.row_key = any(cast(:row_keys as text[]))
        else rejected.object_key in (
            select checked.object_key
            from jsonb_to_recordset(cast(:readings as jsonb))
                as checked (object_key text, digest text)
        )
    end;

-- name: insert_rejected_sessions
-- Set rows of the source sessions aside, by source and row key, each with its reason.
insert into sync.rejected_rows as rejected_row (
    source, row_key, account_id, object_key, reason, row, run_id
)
select distinct on (history.row_key)
    :source,
    history.row_key,
    history.account_id,
    'all' as object_key,
    rejected.reason,
    history.payload as row,
    :run_id
from jsonb_to_recordset(cast(:rejected as jsonb)) as rejected (row_key text, reason text)
inner join zoom.history as history
    on history.account_id = :account_id and history.row_key = rejected.row_key
order by history.row_key
on conflict (source, row_key) do update
    set
        account_id = excluded.account_id,
        object_key = excluded.object_key,
        reason = excluded.reason,
        row = excluded.row,
        run_id = excluded.run_id
    where (rejected_row.reason, rejected_row.row) is distinct from (excluded.reason, excluded.row);

-- name: insert_rejected_registrants
-- Set rows of the source registrants aside, by source and row key, each with its reason.
insert into sync.rejected_rows as rejected_row (
    source, row_key, account_id, object_key, reason, row, run_id
)
select distinct on (registrant.row_key)
    :source,
    registrant.row_key,
    registrant.account_id,
    cast(registrant.webinar_id as text) as object_key,
    rejected.reason,
    registrant.payload as row,
    :run_id
from jsonb_to_recordset(cast(:rejected as jsonb)) as rejected (row_key text, reason text)
inner join zoom.registrants as registrant
    on registrant.account_id = :account_id and registrant.row_key = rejected.row_key
order by registrant.row_key
on conflict (source, row_key) do update
    set
        account_id = excluded.account_id,
        object_key = excluded.object_key,
        reason = excluded.reason,
        row = excluded.row,
        run_id = excluded.run_id
    where (rejected_row.reason, rejected_row.row) is distinct from (excluded.reason, excluded.row);

-- name: insert_rejected_participants
-- Set rows of the source participants aside, by source and row key, each with its reason.
insert into sync.rejected_rows as rejected_row (
    source, row_key, account_id, object_key, reason, row, run_id
)
select distinct on (connection.row_key)
    :source,
    connection.row_key,
    connection.account_id,
    connection.session_uuid as object_key,
    rejected.reason,
    connection.payload as row,
    :run_id
from jsonb_to_recordset(cast(:rejected as jsonb)) as rejected (row_key text, reason text)
inner join zoom.connections as connection
    on connection.account_id = :account_id and connection.row_key = rejected.row_key
order by connection.row_key
on conflict (source, row_key) do update
    set
        account_id = excluded.account_id,
        object_key = excluded.object_key,
        reason = excluded.reason,
        row = excluded.row,
        run_id = excluded.run_id
    where (rejected_row.reason, rejected_row.row) is distinct from (excluded.reason, excluded.row);

-- name: reject_lost_registrants
-- Set aside the rows of registrant listings that broke their contract and cannot be read again.
insert into sync.rejected_rows (source, row_key, account_id, object_key, reason, row, run_id)
select distinct on (registrant.row_key)
    'registrants' as source,
    registrant.row_key,
    registrant.account_id,
    reading.object_key,
    'broke the contract of its endpoint, and Zoom no longer has it' as reason,
    registrant.payload as row,
    :run_id
from zoom.readings as reading
inner join zoom.webinars as webinar
    on
        webinar.account_id = reading.account_id
        and webinar.webinar_id = reading.webinar_id
        and (webinar.gone_at is not null or webinar.approval_type = 2)
inner join zoom.registrants as registrant
    on
        registrant.account_id = reading.account_id
        and registrant.webinar_id = reading.webinar_id
where
    reading.account_id = :account_id
    and reading.kind = 'registrants'
    and reading.must_repeat
order by registrant.row_key
on conflict (source, row_key) do nothing;

-- name: reject_lost_participants
-- Set aside the rows of participant reports that broke their contract and cannot be read again.
insert into sync.rejected_rows (source, row_key, account_id, object_key, reason, row, run_id)
select distinct on (connection.row_key)
    'participants' as source,
    connection.row_key,
    connection.account_id,
    reading.object_key,
    'broke the contract of its endpoint, and Zoom no longer has it' as reason,
    connection.payload as row,
    :run_id
from zoom.readings as reading
inner join zoom.sessions as session
    on
        session.account_id = reading.account_id
        and session.session_uuid = reading.object_key
        and session.state = 'gone'
inner join zoom.connections as connection
    on
        connection.account_id = reading.account_id
        and connection.session_uuid = reading.object_key
where
    reading.account_id = :account_id
    and reading.kind = 'participants'
    and reading.must_repeat
order by connection.row_key
on conflict (source, row_key) do nothing;
