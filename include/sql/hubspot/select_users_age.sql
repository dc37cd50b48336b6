-- How old the list of the HubSpot account's users is, in seconds; null: never read.
select extract(epoch from now() - max(read_at))::float as seconds
from hubspot.users
