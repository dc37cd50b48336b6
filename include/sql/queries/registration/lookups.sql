-- name: select_contacts
-- Select those of these contacts that marts have.
select contact_id
from marts.contacts
where contact_id = any(:contact_ids);

-- name: select_events_webinar
-- Select what only the warehouse knows of a webinar: whether it is Zoom Events', and whether its
-- detail was read.
select
    coalesce(is_events_webinar, false) as is_events,
    payload is not null as is_known
from zoom.webinars
where account_id = :account_id and webinar_id = :webinar_id;

-- name: select_user_email
-- Select the address of a Zoom user.
select lower(btrim(email)) as email
from zoom.users
where account_id = :account_id and user_id = :user_id;
