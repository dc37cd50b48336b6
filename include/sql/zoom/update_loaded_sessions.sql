-- Note the state of each session that marts were computed from. In the order of the key, as the
-- history is landed, so that they never wait for each other.
with computed as (
    select
        session.account_id,
        session.session_uuid,
        loaded.state
    from zoom.sessions as session
    inner join staging.sessions as loaded
        on
            session.account_id = loaded.account_id
            and session.session_uuid = loaded.session_uuid
    where session.loaded_state is distinct from loaded.state
    order by session.account_id, session.session_uuid
    for update of session
)

update zoom.sessions as session
set loaded_state = computed.state
from computed
where
    session.account_id = computed.account_id
    and session.session_uuid = computed.session_uuid
