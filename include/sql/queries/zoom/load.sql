-- name: update_session_places
-- Remember the occurrence that each session belongs to, unless the session changed meanwhile. In
-- the order of the key, as the history is landed, so that the two never wait for each other.
with computed as (
    select
        session.account_id,
        session.session_uuid,
        loaded.occurrence_key,
        loaded.is_placement_final,
        loaded.is_practice
    from zoom.sessions as session
    inner join staging.sessions as loaded
        on
            session.account_id = loaded.account_id
            and session.session_uuid = loaded.session_uuid
    where
        session.state = loaded.state
        and (session.occurrence_key, session.is_placement_final, session.is_practice)
        is distinct from (loaded.occurrence_key, loaded.is_placement_final, loaded.is_practice)
    order by session.account_id, session.session_uuid
    for update of session
)

update zoom.sessions as session
set
    occurrence_key = computed.occurrence_key,
    is_placement_final = computed.is_placement_final,
    is_practice = computed.is_practice
from computed
where
    session.account_id = computed.account_id
    and session.session_uuid = computed.session_uuid;

-- name: end_extractions
-- End this run's extractions of the account: what they read is in marts, nothing is left to resume.
update zoom.extractions
set ended_at = now()
where
    account_id = :account_id
    and run_id = :run_id
    and ended_at is null;
