-- HubSpot acknowledged these marketing events.
insert into hubspot.sent_events as known (
    account_id,
    webinar_id,
    occurrence_key,
    object_id,
    event_name,
    organizer,
    starts_at,
    is_cancelled,
    run_id
)
select
    given.account_id,
    given.webinar_id,
    given.occurrence_key,
    given.object_id,
    given.event_name,
    given.organizer,
    given.starts_at,
    given.stays_cancelled,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as given (
        account_id text,
        webinar_id bigint,
        occurrence_key text,
        object_id bigint,
        event_name text,
        organizer text,
        starts_at timestamptz,
        stays_cancelled boolean
    )
order by given.account_id, given.webinar_id, given.occurrence_key
on conflict (account_id, webinar_id, occurrence_key) do update
    set
        object_id = excluded.object_id,
        event_name = excluded.event_name,
        organizer = excluded.organizer,
        starts_at = excluded.starts_at,
        is_cancelled = excluded.is_cancelled,
        run_id = excluded.run_id
