create or replace view registration.opposites as
select
    earlier.request_key as earlier_key,
    later.request_key as later_key,
    earlier.code as earlier_code,
    earlier.sent_at as earlier_sent_at
from registration.requests as earlier
inner join registration.requests as later
    on
        later.requested_id = earlier.requested_id
        and lower(btrim(later.email)) = lower(btrim(earlier.email))
        and later.action <> earlier.action
        and (later.asked_at, later.received_at, later.request_key)
        > (earlier.asked_at, earlier.received_at, earlier.request_key)
where earlier.email <> '';
comment on view registration.opposites is
'Requests to add a person to a webinar and later ones to remove the same person, and the reverse';
