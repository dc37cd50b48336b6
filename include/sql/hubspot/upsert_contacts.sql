-- Keep what HubSpot says of contacts.
insert into hubspot.contacts as known (
    contact_id,
    email,
    additional_emails,
    is_archived,
    has_first_name,
    has_last_name,
    read_at,
    run_id
)
select
    given.contact_id,
    given.email,
    given.additional_emails,
    given.is_archived,
    given.has_first_name,
    given.has_last_name,
    now() as read_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as given (
        contact_id bigint,
        email text,
        additional_emails text[],
        is_archived boolean,
        has_first_name boolean,
        has_last_name boolean
    )
order by given.contact_id
on conflict (contact_id) do update
    set
        email = excluded.email,
        additional_emails = excluded.additional_emails,
        is_archived = excluded.is_archived,
        has_first_name = excluded.has_first_name,
        has_last_name = excluded.has_last_name,
        read_at = excluded.read_at,
        run_id = excluded.run_id
