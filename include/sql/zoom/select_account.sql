-- What is known of the account as a whole.
select
    history_read_until,
    is_discovered
from zoom.accounts
where account_id = :account_id
