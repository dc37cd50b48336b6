-- For the transform: every address of every mirrored contact.
select
    lower(btrim(address.email)) as email,
    lower(btrim(contact.email)) as primary_email,
    contact.is_archived
from hubspot.contacts as contact
cross join lateral unnest(contact.email || contact.additional_emails) as address (email)
