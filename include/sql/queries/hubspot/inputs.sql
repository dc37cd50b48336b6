-- name: fetch_address_statuses
-- For the load: the address statuses that marts are about to be computed with.
select
    email,
    primary_email,
    code
from hubspot.address_statuses;

-- name: fetch_contacts
-- For the transform: addresses about which the mirror decides something, users left out.
select
    email,
    coalesce(primary_email, email) as primary_email,
    code = 'deleted_contact' as is_archived
from hubspot.address_statuses
where code <> 'account_user';

-- name: fetch_users
-- For the transform: the addresses of the HubSpot account's users.
select distinct lower(btrim(email)) as email
from hubspot.users;
