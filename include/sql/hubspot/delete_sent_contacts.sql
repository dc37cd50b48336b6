-- Their properties are empty again in HubSpot, as for somebody who never came.
delete from hubspot.sent_contacts
where email = any(:emails)
