-- For the transform: accounts, and up to when their history is known.
select
    account_id,
    history_read_until as as_of
from zoom.accounts
