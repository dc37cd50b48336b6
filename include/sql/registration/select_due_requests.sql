-- Requests to be decided now, in the order of their arrival.
select
    request_key,
    source,
    webinar,
    email,
    first_name,
    last_name,
    sent_at
from registration.requests
where code is null and not_before <= now() and not request_key = any(:seen)
order by received_at, request_key
limit :most
