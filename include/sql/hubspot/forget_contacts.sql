-- These vanished from marts, and HubSpot no longer has the contact that was sent.
delete from hubspot.sent_contacts as sent
using hubspot.contacts_to_send as one
where one.email = sent.email and one.action = 'forget'
