-- Keep the HubSpot account's users.
insert into hubspot.users (user_id, email, read_at, run_id)
select
    given.user_id,
    given.email,
    now() as read_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as given (user_id text, email text)
