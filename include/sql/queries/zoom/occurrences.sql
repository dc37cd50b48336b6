-- name: upsert_occurrence
-- Keep one date of a series by its occurrence_id.
insert into zoom.occurrences as occurrence (
    account_id,
    webinar_id,
    occurrence_id,
    occurrence_key,
    scheduled_at,
    duration_minutes,
    status,
    run_id
)
values (
    :account_id,
    :webinar_id,
    :occurrence_id,
    :occurrence_key,
    :scheduled_at,
    :duration_minutes,
    :status,
    :run_id
)
on conflict (account_id, webinar_id, occurrence_id) do update
    set
        occurrence_key = excluded.occurrence_key,
        scheduled_at = excluded.scheduled_at,
        duration_minutes = excluded.duration_minutes,
        status = excluded.status,
        run_id = excluded.run_id
    where (
        occurrence.occurrence_key, occurrence.scheduled_at, occurrence.duration_minutes,
        occurrence.status
    )
    is distinct from (
        excluded.occurrence_key, excluded.scheduled_at, excluded.duration_minutes, excluded.status
    );

-- name: select_occurrences
-- Select the known dates of one series, by occurrence_id.
select
    occurrence_id,
    occurrence_key,
    scheduled_at,
    duration_minutes,
    status
from zoom.occurrences
where account_id = :account_id and webinar_id = :webinar_id
order by occurrence_id;
