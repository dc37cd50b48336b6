-- name: select_announced_starts
-- Select what was announced of one webinar, the earliest reading first.
select
    occurrence_id,
    first_read_at,
    type,
    scheduled_at,
    duration_minutes,
    timezone,
    last_read_at,
    dropped_at
from zoom.announced_starts
where account_id = :account_id and webinar_id = :webinar_id
order by first_read_at, occurrence_id;

-- name: upsert_announced_starts
-- Keep the starts that a detail told or no longer tells, by occurrence_id and first reading.
insert into zoom.announced_starts as announced (
    account_id,
    webinar_id,
    occurrence_id,
    first_read_at,
    type,
    scheduled_at,
    duration_minutes,
    timezone,
    last_read_at,
    dropped_at,
    run_id
)
select
    :account_id,
    :webinar_id,
    listed.occurrence_id,
    listed.first_read_at,
    listed.type,
    listed.scheduled_at,
    listed.duration_minutes,
    listed.timezone,
    listed.last_read_at,
    listed.dropped_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb))
        as listed (
            occurrence_id text,
            first_read_at timestamptz,
            type smallint,
            scheduled_at timestamptz,
            duration_minutes int,
            timezone text,
            last_read_at timestamptz,
            dropped_at timestamptz
        )
on conflict (account_id, webinar_id, occurrence_id, first_read_at) do update
    set
        type = excluded.type,
        scheduled_at = excluded.scheduled_at,
        duration_minutes = excluded.duration_minutes,
        timezone = excluded.timezone,
        last_read_at = excluded.last_read_at,
        dropped_at = excluded.dropped_at,
        run_id = excluded.run_id;

-- name: update_announced_keys
-- Remember the occurrence of each announced start that the load decided; what is decided stays.
update zoom.announced_starts as announced
set occurrence_key = decided.occurrence_key
from staging.announced as decided
where
    announced.account_id = decided.account_id
    and announced.webinar_id = decided.webinar_id
    and announced.occurrence_id = decided.occurrence_id
    and announced.first_read_at = decided.first_read_at
    and announced.occurrence_key is null;

-- name: insert_occurrences
-- Remember every key that was given.
insert into zoom.occurrences (account_id, webinar_id, occurrence_key, run_id)
select
    decided.account_id,
    decided.webinar_id,
    decided.occurrence_key,
    :run_id
from staging.announced as decided
union
select
    placed.account_id,
    placed.webinar_id,
    placed.occurrence_key,
    :run_id
from staging.sessions as placed
where placed.occurrence_key <> ''
on conflict (account_id, webinar_id, occurrence_key) do nothing;
