-- For the contacts: what the registration action did, per address.
select
    account_id,
    webinar_id,
    email,
    registrant_id,
    join_url,
    registered_at
from registration.results
