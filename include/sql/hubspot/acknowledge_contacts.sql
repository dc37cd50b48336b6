-- Nothing of these is to be written: their names changed, and HubSpot has names.
update hubspot.sent_contacts as sent
set
    first_name = one.first_name,
    last_name = one.last_name,
    run_id = :run_id
from hubspot.contacts_to_send as one
where one.email = sent.email and one.action = 'acknowledge'
