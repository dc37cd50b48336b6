-- name: select_contacts
-- Select those of these contacts that marts have, less who asked to be forgotten.
select contact.contact_id
from marts.contacts as contact
where
    contact.contact_id = any(:contact_ids)
    and not exists (
        select 1 from settings.find_erased('address', array[contact.email])
    );

-- name: select_known_registrants
-- Select the registrants whom the last readings listed for a webinar, by these addresses.
select distinct on (listed.address)
    listed.address,
    listed.registrant_id
from (
    select
        lower(btrim(email)) as address,
        registrant_id,
        created_at
    from zoom.registrants
    where account_id = :account_id and webinar_id = :webinar_id and is_listed
) as listed
where listed.address = any(:addresses)
order by listed.address asc, listed.created_at desc nulls last, listed.registrant_id asc;

-- name: select_removed
-- Select which of these registrants this action removed, and nobody's request added again after it.
select latest.registrant_id
from (
    select distinct on (registrant_id)
        registrant_id,
        status
    from registration.requests
    where
        requested_id = cast(:webinar_id as text)
        and account_id = :account_id
        and registrant_id = any(:registrant_ids)
        and status in ('registered', 'pending', 'cancelled')
        and code <> 'ALREADY_CANCELLED'
    order by registrant_id asc, decided_at desc, asked_at desc
) as latest
where latest.status = 'cancelled';

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
