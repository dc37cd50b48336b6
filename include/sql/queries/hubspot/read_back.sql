-- name: select_known_occurrences
-- Select the occurrences of webinars in marts, with all their starts and all keys ever given.
select
    event.account_id,
    event.webinar_id,
    event.occurrence_key,
    array_remove(
        array[event.scheduled_at, event.started_at] || coalesce(announced.starts, '{}'), null
    ) as starts,
    event.status = 'scheduled' and event.scheduled_at > now() as is_to_come,
    coalesce(known.given_keys, '{}') as given_keys
from marts.marketing_events as event
left join lateral (
    select array_agg(start.scheduled_at) as starts
    from zoom.announced_starts as start
    where
        start.account_id = event.account_id
        and start.webinar_id = event.webinar_id
        and start.occurrence_key = event.occurrence_key
) as announced on true
left join lateral (
    select array_agg(occurrence.occurrence_key) as given_keys
    from zoom.occurrences as occurrence
    where
        occurrence.account_id = event.account_id
        and occurrence.webinar_id = event.webinar_id
) as known on true
where event.webinar_id = any(:webinar_ids)
order by event.account_id, event.webinar_id, event.occurrence_key;

-- name: select_sent_object_ids
-- Select HubSpot's ids of the events that this warehouse made or adopted.
select object_id
from hubspot.sent_events;

-- name: adopt_events
-- Take marketing events that HubSpot has for sent, as HubSpot has them.
insert into hubspot.sent_events as sent (
    account_id, webinar_id, occurrence_key, object_id, event_name, organizer, starts_at,
    completed_starts_at, completed_ends_at, is_cancelled, external_id, run_id
)
select
    event.account_id,
    event.webinar_id,
    event.occurrence_key,
    event.object_id,
    event.event_name,
    event.organizer,
    event.starts_at,
    event.completed_starts_at,
    event.completed_ends_at,
    event.is_cancelled,
    event.external_id,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as event (
        account_id text, webinar_id bigint, occurrence_key text, object_id bigint,
        event_name text, organizer text, starts_at timestamptz, completed_starts_at timestamptz,
        completed_ends_at timestamptz, is_cancelled boolean, external_id text
    )
order by event.account_id, event.webinar_id, event.occurrence_key
on conflict (account_id, webinar_id, occurrence_key) do update
    set
        object_id = excluded.object_id,
        event_name = excluded.event_name,
        organizer = excluded.organizer,
        starts_at = excluded.starts_at,
        completed_starts_at = excluded.completed_starts_at,
        completed_ends_at = excluded.completed_ends_at,
        is_cancelled = excluded.is_cancelled,
        external_id = excluded.external_id,
        run_id = excluded.run_id
    where :replaces or sent.object_id <> excluded.object_id;

-- name: keep_adopted_keys
-- Remember the keys under which HubSpot knows occurrences: no other occurrence is given them.
insert into zoom.occurrences (account_id, webinar_id, occurrence_key, run_id)
select distinct
    event.account_id,
    event.webinar_id,
    event.adopted_key,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as event (
        account_id text, webinar_id bigint, adopted_key text
    )
on conflict do nothing;
