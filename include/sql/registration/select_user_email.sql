-- The address of a Zoom user.
select lower(btrim(email)) as email
from zoom.users
where account_id = :account_id and user_id = :user_id
