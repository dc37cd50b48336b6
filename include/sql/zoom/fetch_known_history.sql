-- For the transform: the stretches of time whose sessions are known.
select
    account.account_id,
    lower(stretch.known) as since,
    upper(stretch.known) as until
from zoom.accounts as account
cross join unnest(account.known_history) as stretch (known)
