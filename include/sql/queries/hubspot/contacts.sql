-- name: select_contacts_to_send
-- Select contacts to be created, updated or withdrawn.
select
    contact.email,
    contact.object_key,
    contact.digest,
    contact.hubspot_id,
    contact.first_name,
    contact.last_name,
    contact.new_first_name,
    contact.new_last_name,
    contact.average_attendance_percent,
    contact.last_registered_url,
    contact.registrations_total,
    contact.attendances_total
from hubspot.contacts_to_send as contact
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'contact'
        and refusal.object_key = contact.object_key
        and refusal.digest = contact.digest
        and refusal.next_attempt_at > now()
        and not :with_refused
where
    contact.action = :action
    -- One half of the view is not evaluated.
    and contact.is_vanished = (:action = 'withdraw')
    and refusal.object_key is null
order by contact.email;

-- name: select_contacts_to_update
-- Select some contacts once more, of those that are still to be updated.
select
    contact.email,
    contact.object_key,
    contact.digest,
    contact.hubspot_id,
    contact.first_name,
    contact.last_name,
    contact.new_first_name,
    contact.new_last_name,
    contact.average_attendance_percent,
    contact.last_registered_url,
    contact.registrations_total,
    contact.attendances_total
from hubspot.contacts_to_send as contact
where
    contact.action = 'update'
    and contact.email = any(cast(:emails as text[]))
    and not contact.is_vanished
order by contact.email;

-- name: acknowledge_contacts
-- Record contacts of which nothing is to be written: their names changed, and HubSpot has names.
update hubspot.sent_contacts as sent
set
    first_name = contact.first_name,
    last_name = contact.last_name,
    run_id = :run_id
from hubspot.contacts_to_send as contact
where contact.email = sent.email and contact.action = 'acknowledge';

-- name: upsert_written_contacts
-- Keep in the mirror what was written to contacts: new ones, and names filled in.
insert into hubspot.contacts as contact (
    contact_id,
    email,
    has_first_name,
    has_last_name,
    read_at,
    run_id
)
select
    written.hubspot_id,
    written.email,
    written.first_name is not null as has_first_name,
    written.last_name is not null as has_last_name,
    now() as read_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as written (
        hubspot_id bigint,
        email text,
        first_name text,
        last_name text
    )
order by written.hubspot_id
on conflict (contact_id) do update
    set
        has_first_name = contact.has_first_name or excluded.has_first_name,
        has_last_name = contact.has_last_name or excluded.has_last_name,
        run_id = excluded.run_id;

-- name: analyze_contacts
-- Let PostgreSQL know of the contacts that a first push writes: it believes that there are few.
select
    sync.analyze_table('hubspot.contacts') as mirror,
    sync.analyze_table('hubspot.sent_contacts') as sent;

-- name: mark_sent_contacts_stale
-- Let every contact be sent again: the properties are others now.
update hubspot.sent_contacts
set is_stale = true;

-- name: mark_answered_contacts_stale
-- Let contacts be sent again that were written to in the place of those merged into them.
update hubspot.sent_contacts
set is_stale = true
where contact_id = any(cast(:contact_ids as bigint[]));

-- name: select_sent_to_compare
-- Select what HubSpot acknowledged of contacts before a moment, and is not to be sent again anyway.
-- What is being acknowledged right now is left out: nobody waits for another one's lock.
select
    email,
    contact_id,
    average_attendance_percent,
    last_registered_url,
    registrations_total,
    attendances_total
from hubspot.sent_contacts
where
    email = any(cast(:emails as text[]))
    and sent_at < :requested_at
    and not is_stale
for update skip locked;

-- name: mark_contacts_overwritten
-- Let contacts be sent again whose properties somebody wrote over in HubSpot.
update hubspot.sent_contacts
set is_stale = true
where email = any(cast(:emails as text[]));

-- name: select_contacts_to_read_back
-- Select a thirtieth of the contacts that were pushed, those read longest ago; and addresses merged
-- into other contacts, which may have been merged again.
with pushed as (
    select email from hubspot.sent_contacts
    union
    select email from hubspot.merged_participations
)

select pushed.email
from pushed
left join hubspot.addresses as address on address.email = pushed.email
order by address.read_at asc nulls first, pushed.email asc
limit (select ceil(count(*) / cast(:nights as numeric))::int from hubspot.sent_contacts);

-- name: forget_contacts
-- Forget contacts that vanished from marts, and which HubSpot does not have any more.
delete from hubspot.sent_contacts as sent
using hubspot.contacts_to_send as contact
where contact.email = sent.email and contact.action = 'forget';

-- name: delete_sent_contacts
-- Forget contacts whose properties are empty in HubSpot again, as for somebody who never came.
delete from hubspot.sent_contacts
where email = any(:emails);
