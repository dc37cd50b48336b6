-- Keep one date of a series by its occurrence_id.
insert into zoom.occurrences as known (
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
    where (known.occurrence_key, known.scheduled_at, known.duration_minutes, known.status)
    is distinct from (
        excluded.occurrence_key, excluded.scheduled_at, excluded.duration_minutes, excluded.status
    )
