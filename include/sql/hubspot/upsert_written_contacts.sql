-- What the mirror knows of contacts from having written them: new ones, and names filled in.
insert into hubspot.contacts as known (
    contact_id,
    email,
    has_first_name,
    has_last_name,
    read_at,
    run_id
)
select
    given.hubspot_id,
    given.email,
    given.first_name is not null as has_first_name,
    given.last_name is not null as has_last_name,
    now() as read_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as given (
        hubspot_id bigint,
        email text,
        first_name text,
        last_name text
    )
order by given.hubspot_id
on conflict (contact_id) do update
    set
        has_first_name = known.has_first_name or excluded.has_first_name,
        has_last_name = known.has_last_name or excluded.has_last_name,
        run_id = excluded.run_id
