-- Forget the rejected rows of what is being checked anew.
delete from sync.rejected_rows as rejected
using jsonb_to_recordset(cast(:readings as jsonb)) as checked (object_key text, digest text)
where
    rejected.account_id = :account_id
    and rejected.source = :source
    and rejected.object_key = checked.object_key
    and cast(:source as text) <> 'sessions'
