-- For the transform: addresses about which the mirror decides something, users left out.
select
    email,
    coalesce(primary_email, email) as primary_email,
    code = 'deleted_contact' as is_archived
from hubspot.address_statuses
where code <> 'account_user'
