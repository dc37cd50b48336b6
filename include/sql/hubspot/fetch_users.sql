-- For the transform: the addresses of the HubSpot account's users.
select distinct lower(btrim(email)) as email
from hubspot.users
