-- For the contacts: what the registration action did, per address.
select
    email,
    join_url,
    registered_at
from registration.results
