-- Queue again the sessions whose report broke its contract.
update zoom.sessions as session
set
    state = 'due',
    settled_at = null,
    next_attempt_at = null,
    run_id = :run_id
from jsonb_to_recordset(cast(:readings as jsonb)) as refused (object_key text, digest text)
where
    cast(:source as text) = 'participants'
    and session.account_id = :account_id
    and session.session_uuid = refused.object_key
