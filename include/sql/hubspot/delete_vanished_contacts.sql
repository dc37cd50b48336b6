-- Contacts of which HubSpot no longer says that they have one of the addresses just asked for.
delete from hubspot.contacts
where
    not is_archived
    and (email = any(:asked) or additional_emails && :asked)
    and not contact_id = any(:found)
