-- name: upsert_contacts
-- Keep what HubSpot returned of contacts.
insert into hubspot.contacts (
    contact_id,
    email,
    additional_emails,
    is_archived,
    has_first_name,
    has_last_name,
    properties,
    read_at,
    run_id
)
select
    contact.contact_id,
    contact.email,
    contact.additional_emails,
    contact.is_archived,
    contact.has_first_name,
    contact.has_last_name,
    contact.properties,
    now() as read_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as contact (
        contact_id bigint,
        email text,
        additional_emails text[],
        is_archived boolean,
        has_first_name boolean,
        has_last_name boolean,
        properties jsonb
    )
order by contact.contact_id
on conflict (contact_id) do update
    set
        email = excluded.email,
        additional_emails = excluded.additional_emails,
        is_archived = excluded.is_archived,
        has_first_name = excluded.has_first_name,
        has_last_name = excluded.has_last_name,
        properties = excluded.properties,
        read_at = excluded.read_at,
        run_id = excluded.run_id;
