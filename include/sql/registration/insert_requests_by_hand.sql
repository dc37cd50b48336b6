-- Store what somebody asks for by hand: contacts of marts, by their ids.
insert into registration.requests (
    request_key,
    source,
    webinar,
    email,
    first_name,
    last_name,
    contact_id
)
select
    concat_ws(' ', 'by hand', cast(:run_id as text), cast(:webinar as text), asked.contact_id)
        as request_key,
    'by_hand' as source,
    :webinar,
    coalesce(contact.email, '') as email,
    coalesce(contact.first_name, '') as first_name,
    coalesce(contact.last_name, '') as last_name,
    asked.contact_id
from unnest(cast(:contact_ids as bigint[])) as asked (contact_id)
left join marts.contacts as contact on contact.contact_id = asked.contact_id
on conflict (request_key) do nothing
