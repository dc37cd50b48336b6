-- name: upsert_announced_starts
-- Keep the starts that details told or no longer tell, by occurrence_id and first reading. In the
-- order of the key, as a load goes.
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
    is_deleted,
    run_id
)
select
    :account_id,
    listed.webinar_id,
    listed.occurrence_id,
    listed.first_read_at,
    listed.type,
    listed.scheduled_at,
    listed.duration_minutes,
    listed.timezone,
    listed.last_read_at,
    listed.dropped_at,
    listed.is_deleted,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb))
        as listed (
            webinar_id bigint,
            occurrence_id text,
            first_read_at timestamptz,
            type smallint,
            scheduled_at timestamptz,
            duration_minutes int,
            timezone text,
            last_read_at timestamptz,
            dropped_at timestamptz,
            is_deleted boolean
        )
order by listed.webinar_id, listed.occurrence_id, listed.first_read_at
on conflict (account_id, webinar_id, occurrence_id, first_read_at) do update
    set
        type = excluded.type,
        scheduled_at = excluded.scheduled_at,
        duration_minutes = excluded.duration_minutes,
        timezone = excluded.timezone,
        last_read_at = excluded.last_read_at,
        dropped_at = excluded.dropped_at,
        is_deleted = excluded.is_deleted,
        run_id = excluded.run_id;
