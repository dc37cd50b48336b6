-- Keep the users of an account by user_id; those who are no longer listed stay.
-- Pending users have no id, and cannot own a webinar.
insert into zoom.users as known (account_id, user_id, email, is_active, payload, run_id)
select distinct on (listed.one ->> 'id')
    :account_id,
    listed.one ->> 'id' as user_id,
    coalesce(listed.one ->> 'email', '') as email,
    coalesce(listed.one ->> 'status', 'active') = 'active' as is_active,
    listed.one as payload,
    :run_id
from jsonb_array_elements(cast(:rows as jsonb)) as listed (one)
where listed.one ->> 'id' <> ''
order by listed.one ->> 'id', coalesce(listed.one ->> 'status', 'active')
on conflict (account_id, user_id) do update
    set
        email = excluded.email,
        is_active = excluded.is_active,
        payload = excluded.payload,
        run_id = excluded.run_id
    where (known.email, known.is_active, known.payload)
    is distinct from (excluded.email, excluded.is_active, excluded.payload)
