-- What the mirror says of these contacts is out of date: they are read again before they are used.
update hubspot.addresses
set
    read_at = '-infinity',
    archive_read_at = null
where
    email in (
        select contact.email
        from hubspot.contacts as contact
        where contact.contact_id = any(:contact_ids)
    )
