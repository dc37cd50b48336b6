create or replace view hubspot.active_contacts as
select
    email,
    max(contact_id) as contact_id,
    bool_or(has_first_name) as has_first_name,
    bool_or(has_last_name) as has_last_name
from hubspot.contacts
where not is_archived
group by email;
comment on view hubspot.active_contacts is 'Contacts that HubSpot has, by primary address';
