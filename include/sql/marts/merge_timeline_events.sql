-- Keep the computed timeline events by email, account_id, webinar_id, occurrence_key, kind; rows
-- that are the same stay untouched.
insert into marts.timeline_events as known (
    email,
    account_id,
    webinar_id,
    occurrence_key,
    kind,
    occurred_at,
    webinar_name,
    joined_at,
    left_at,
    run_id
)
select
    loaded.email,
    loaded.account_id,
    loaded.webinar_id,
    loaded.occurrence_key,
    loaded.kind,
    loaded.occurred_at,
    loaded.webinar_name,
    loaded.joined_at,
    loaded.left_at,
    :run_id
from staging.timeline_events as loaded
on conflict (email, account_id, webinar_id, occurrence_key, kind) do update
    set
        occurred_at = excluded.occurred_at,
        webinar_name = excluded.webinar_name,
        joined_at = excluded.joined_at,
        left_at = excluded.left_at,
        run_id = excluded.run_id
    where (
        known.occurred_at, known.webinar_name, known.joined_at, known.left_at
    ) is distinct from (
        excluded.occurred_at, excluded.webinar_name, excluded.joined_at, excluded.left_at
    )
