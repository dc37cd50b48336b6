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
-- Remember the occurrence of each announced start that the load decided; what is decided stays. In
-- the order of the key, as details are landed, so that the two never wait for each other.
with undecided as (
    select
        announced.account_id,
        announced.webinar_id,
        announced.occurrence_id,
        announced.first_read_at,
        decided.occurrence_key
    from zoom.announced_starts as announced
    inner join staging.announced as decided
        on
            announced.account_id = decided.account_id
            and announced.webinar_id = decided.webinar_id
            and announced.occurrence_id = decided.occurrence_id
            and announced.first_read_at = decided.first_read_at
    where announced.occurrence_key is null
    order by
        announced.account_id,
        announced.webinar_id,
        announced.occurrence_id,
        announced.first_read_at
    for update of announced
)

update zoom.announced_starts as announced
set occurrence_key = undecided.occurrence_key
from undecided
where
    announced.account_id = undecided.account_id
    and announced.webinar_id = undecided.webinar_id
    and announced.occurrence_id = undecided.occurrence_id
    and announced.first_read_at = undecided.first_read_at;

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
