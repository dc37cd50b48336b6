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
