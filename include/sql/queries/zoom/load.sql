-- name: update_loaded_readings
-- Remember the content that marts were computed from.
update zoom.readings as reading
set loaded_digest = loaded.digest
from staging.readings as loaded
where
    reading.account_id = loaded.account_id
    and reading.kind = loaded.kind
    and reading.object_key = loaded.object_key
    and reading.loaded_digest is distinct from loaded.digest;

-- name: update_loaded_sessions
-- Remember of each session the state that marts were computed from, and the occurrence that it
-- belongs to. In the order of the key, as the history is landed, so that the two never wait for each
-- other.
with computed as (
    select
        session.account_id,
        session.session_uuid,
        loaded.state,
        loaded.occurrence_key,
        loaded.is_placement_final
    from zoom.sessions as session
    inner join staging.sessions as loaded
        on
            session.account_id = loaded.account_id
            and session.session_uuid = loaded.session_uuid
    where
        (session.loaded_state, session.occurrence_key, session.is_placement_final)
        is distinct from (loaded.state, loaded.occurrence_key, loaded.is_placement_final)
    order by session.account_id, session.session_uuid
    for update of session
)

update zoom.sessions as session
set
    loaded_state = computed.state,
    occurrence_key = computed.occurrence_key,
    is_placement_final = computed.is_placement_final
from computed
where
    session.account_id = computed.account_id
    and session.session_uuid = computed.session_uuid;

-- name: reset_loaded_readings
-- Let each load try again to compute a webinar.
update zoom.readings
set loaded_digest = null
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and loaded_digest is not null;

-- name: end_extractions
-- End this run's extractions of the account: what they read is in marts, nothing is left to resume.
update zoom.extractions
set ended_at = now()
where
    account_id = :account_id
    and run_id = :run_id
    and ended_at is null;
