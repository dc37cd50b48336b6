-- For the transform: users of the accounts, for those who joined signed in.
select
    account_id,
    user_id,
    email
from zoom.users
where email <> ''
