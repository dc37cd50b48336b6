-- name: select_open_registrations
-- Select what HubSpot was sent of some contacts' registrations for events that are not over there.
select
    event.object_id,
    sent.contact_id as hubspot_id,
    cast(sent.contact_id as text) as object_key,
    coalesce(sent.registered_sent_at, sent.registered_at) + interval '1 millisecond'
        as interacted_at
from hubspot.sent_events as event
inner join hubspot.sent_participations as sent
    on
        sent.account_id = event.account_id
        and sent.webinar_id = event.webinar_id
        and sent.occurrence_key = event.occurrence_key
where
    sent.contact_id = any(cast(:contact_ids as bigint[]))
    and event.completed_starts_at is null
    and not event.is_cancelled
    and sent.registered_at is not null
    and not sent.is_withdrawn
    and num_nonnulls(sent.cancelled_at, sent.joined_at) = 0
order by event.object_id, sent.contact_id;

-- name: select_contacts_to_empty
-- Select which of some contacts were sent our properties, and HubSpot's names of these.
select distinct
    sent.contact_id as hubspot_id,
    cast(sent.contact_id as text) as object_key,
    array(select property.value from jsonb_each_text(portal.properties) as property) as properties
from hubspot.sent_contacts as sent
cross join hubspot.portal as portal
where sent.contact_id = any(cast(:contact_ids as bigint[]));

-- name: select_erased_contacts
-- Select which of some contacts of HubSpot are of people who were erased here.
select cast(erased.value as bigint) as contact_id
from
    settings.find_erased(
        'hubspot_id', cast(cast(:contact_ids as bigint[]) as text[])
    ) as erased;

-- name: select_memberships
-- Select the lists of segments that some contacts are in, by HubSpot's record ids.
select
    sent.list_id,
    member.contact_id as hubspot_id
from hubspot.sent_list_members as member
inner join hubspot.sent_lists as sent on sent.segment = member.segment
where member.contact_id = any(cast(:contact_ids as bigint[]))
order by sent.list_id, member.contact_id;
