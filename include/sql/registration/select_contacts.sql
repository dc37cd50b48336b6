-- Those of these contacts that marts have.
select contact_id
from marts.contacts
where contact_id = any(:contact_ids)
