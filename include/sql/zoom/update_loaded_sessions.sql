-- Note the state of each session that marts were computed from.
update zoom.sessions as session
set loaded_state = loaded.state
from staging.sessions as loaded
where
    session.account_id = loaded.account_id
    and session.session_uuid = loaded.session_uuid
    and session.loaded_state is distinct from loaded.state
