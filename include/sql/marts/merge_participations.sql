-- Keep the computed participations by account_id, webinar_id, occurrence_key, email; rows that
-- are the same stay untouched.
insert into marts.participations as known (
    account_id,
    webinar_id,
    occurrence_key,
    email,
    state,
    registered_at,
    cancelled_at,
    joined_at,
    left_at,
    attended_seconds,
    attendance_percent,
    attended_share,
    run_id
)
select
    loaded.account_id,
    loaded.webinar_id,
    loaded.occurrence_key,
    loaded.email,
    loaded.state,
    loaded.registered_at,
    loaded.cancelled_at,
    loaded.joined_at,
    loaded.left_at,
    loaded.attended_seconds,
    loaded.attendance_percent,
    loaded.attended_share,
    :run_id
from staging.participations as loaded
on conflict (account_id, webinar_id, occurrence_key, email) do update
    set
        state = excluded.state,
        registered_at = excluded.registered_at,
        cancelled_at = excluded.cancelled_at,
        joined_at = excluded.joined_at,
        left_at = excluded.left_at,
        attended_seconds = excluded.attended_seconds,
        attendance_percent = excluded.attendance_percent,
        attended_share = excluded.attended_share,
        run_id = excluded.run_id
    where (
        known.state, known.registered_at, known.cancelled_at, known.joined_at, known.left_at,
        known.attended_seconds, known.attendance_percent, known.attended_share
    ) is distinct from (
        excluded.state, excluded.registered_at, excluded.cancelled_at, excluded.joined_at,
        excluded.left_at, excluded.attended_seconds, excluded.attendance_percent,
        excluded.attended_share
    )
