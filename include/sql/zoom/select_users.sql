-- The users of an account who may own webinars.
select user_id
from zoom.users
where account_id = :account_id
order by user_id
