-- The properties are others now: every contact is to be sent again.
update hubspot.sent_contacts
set is_stale = true
