-- name: select_announced_starts
-- Select what was announced of some webinars, the earliest reading first.
select
    webinar_id,
    occurrence_id,
    first_read_at,
    type,
    scheduled_at,
    duration_minutes,
    timezone,
    last_read_at,
    dropped_at,
    is_deleted
from zoom.announced_starts
where account_id = :account_id and webinar_id = any(cast(:webinar_ids as bigint[]))
order by webinar_id, first_read_at, occurrence_id;

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
