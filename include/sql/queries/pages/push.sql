-- name: select_push_overview
-- Select the HubSpot account, how much is to be compared, refused and different, and since when
-- things are sent.
select
    portal.portal_id,
    portal.is_sandbox,
    portal.obstacle,
    portal.claimed_at,
    portal.pushes,
    boundary.day as push_since,
    (
        select count(*)
        from (
            select version
            from hubspot.people_to_compare
            order by version
            limit :most_compared + 1
        ) as marked
    ) as marks,
    (select count(*) from hubspot.refusals) as refusals,
    (
        select count(*) from hubspot.differences
        where cleared_at is null
    ) as differences,
    (
        select count(*) from hubspot.held
        where reason is not null and reason <> 'to_be_sent'
    ) as held
from hubspot.push_since as boundary
left join hubspot.portal as portal on true;

-- name: select_refused_rows
-- Select a page of what HubSpot refused, what is sent again first at the top.
select
    refusal.object_kind,
    refusal.object_key,
    refusal.attempts,
    refusal.next_attempt_at,
    error.message,
    error.remedy,
    error.first_seen_at,
    count(*) over () as rows_in_all
from hubspot.refusals as refusal
left join sync.errors as error
    on
        error.object_kind = 'hubspot ' || refusal.object_kind
        and error.object_key = refusal.object_key
        and error.code in ('refused', 'list_name_taken')
        and error.cleared_at is null
order by refusal.next_attempt_at, refusal.object_kind, refusal.object_key
limit :page_rows offset :skipped;

-- name: select_held_things
-- Select a page of what the gate holds, what waits longest first.
select
    gate.object_kind,
    gate.action,
    gate.reason,
    gate.words,
    gate.first_held_at,
    gate.next_at,
    event.topic,
    coalesce(event.started_at, event.scheduled_at) as starts_at,
    contact.contact_id,
    contact.first_name,
    contact.last_name,
    count(*) over () as rows_in_all
from hubspot.gate as gate
left join marts.marketing_events as event
    on
        event.account_id = gate.account_id
        and event.webinar_id = gate.webinar_id
        and event.occurrence_key = gate.occurrence_key
left join marts.contacts as contact on contact.email = gate.email
where gate.reason <> 'to_be_sent'
order by gate.first_held_at, gate.object_kind, gate.object_key
limit :page_rows offset :skipped;

-- name: select_open_differences
-- Select a page of what HubSpot has otherwise than it was sent, the latest seen first.
select
    difference.kind,
    difference.expected,
    difference.actual,
    difference.likely_cause,
    difference.last_seen_at,
    nullif(difference.contact_id, 0) as hubspot_id,
    event.topic,
    coalesce(event.started_at, event.scheduled_at) as starts_at,
    contact.contact_id,
    contact.first_name,
    contact.last_name,
    difference.rows_in_all
from (
    select
        chosen.*,
        count(*) over () as rows_in_all
    from hubspot.differences as chosen
    where chosen.cleared_at is null and (:kind = '' or chosen.kind = :kind)
    order by
        chosen.last_seen_at desc, chosen.account_id asc, chosen.webinar_id asc,
        chosen.occurrence_key asc, chosen.contact_id asc, chosen.kind asc
    limit :page_rows offset :skipped
) as difference
left join marts.marketing_events as event
    on
        event.account_id = difference.account_id
        and event.webinar_id = difference.webinar_id
        and event.occurrence_key = difference.occurrence_key
left join hubspot.contacts as mirror on mirror.contact_id = difference.contact_id
left join marts.contacts as contact on contact.email = mirror.email
order by
    difference.last_seen_at desc, difference.account_id asc, difference.webinar_id asc,
    difference.occurrence_key asc, difference.contact_id asc, difference.kind asc;
