-- Not grouped, so that whoever joins few addresses to it finds them by index.
create or replace view hubspot.active_contacts as
select
    contact.email,
    contact.contact_id,
    contact.has_first_name,
    contact.has_last_name
from hubspot.contacts as contact
where
    not contact.is_archived
    and not exists (
        select 1
        from hubspot.contacts as later
        where
            later.email = contact.email
            and not later.is_archived
            and later.contact_id > contact.contact_id
    );
comment on view hubspot.active_contacts is
'Contacts that HubSpot has, by primary address; the latest, where the mirror has two of an address';
