-- name: select_person
-- Select a contact by number or by address.
select
    contact.email,
    contact.contact_id,
    nullif(concat_ws(' ', contact.first_name, contact.last_name), '') as name,
    contact.registrations_total,
    contact.attendances_total,
    contact.average_attendance_percent
from marts.contacts as contact
where
    contact.contact_id = cast(:contact_id as bigint)
    or contact.email = cast(:address as text);

-- name: explain_person
-- Say what became of everything that is known of an address, and what HubSpot was told of it.
select
    explained.subject,
    explained.account_id,
    explained.webinar_id,
    explained.webinar,
    explained.occurrence_key,
    explained.happened_at,
    explained.code,
    explained.why,
    explained.what_changes_it,
    event.account_id is not null as has_page
from sync.explain(:address) as explained
left join marts.marketing_events as event
    on
        event.account_id = explained.account_id
        and event.webinar_id = explained.webinar_id
        and event.occurrence_key = explained.occurrence_key
order by explained.happened_at desc nulls last, explained.webinar_id, explained.occurrence_key;
