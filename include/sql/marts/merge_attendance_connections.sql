-- Keep the computed attendance connections by session_uuid, user_id, joined_at; rows that are the
-- same stay untouched.
insert into marts.attendance_connections as known (
    session_uuid,
    user_id,
    joined_at,
    account_id,
    webinar_id,
    occurrence_key,
    email,
    left_at,
    run_id
)
select
    loaded.session_uuid,
    loaded.user_id,
    loaded.joined_at,
    loaded.account_id,
    loaded.webinar_id,
    loaded.occurrence_key,
    loaded.email,
    loaded.left_at,
    :run_id
from staging.attendance_connections as loaded
on conflict (session_uuid, user_id, joined_at) do update
    set
        account_id = excluded.account_id,
        webinar_id = excluded.webinar_id,
        occurrence_key = excluded.occurrence_key,
        email = excluded.email,
        left_at = excluded.left_at,
        run_id = excluded.run_id
    where (
        known.account_id, known.webinar_id, known.occurrence_key, known.email, known.left_at
    ) is distinct from (
        excluded.account_id, excluded.webinar_id, excluded.occurrence_key, excluded.email,
        excluded.left_at
    )
