-- HubSpot's ids of those of these addresses that were pushed; an id once, whatever its addresses.
select
    contact_id,
    min(email) as email
from hubspot.sent_contacts
where email = any(:emails)
group by contact_id
order by contact_id
