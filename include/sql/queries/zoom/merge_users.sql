-- name: merge_users
-- Keep the users of an account by user_id; those who are no longer listed stay.
-- Pending users have no id, and cannot own a webinar. An address that is replaced is remembered.
with listed as (
    select distinct on (sent.payload ->> 'id')
        sent.payload ->> 'id' as user_id,
        coalesce(sent.payload ->> 'email', '') as email,
        coalesce(sent.payload ->> 'status', 'active') = 'active' as is_active,
        sent.payload
    from jsonb_array_elements(cast(:rows as jsonb)) as sent (payload)
    where sent.payload ->> 'id' <> ''
    order by sent.payload ->> 'id', coalesce(sent.payload ->> 'status', 'active')
),

former as (
    insert into zoom.former_addresses (account_id, user_id, email, replaced_at, run_id)
    select
        known.account_id,
        known.user_id,
        known.email,
        cast(:answered_at as timestamptz),
        :run_id
    from zoom.users as known
    inner join listed on listed.user_id = known.user_id
    where
        known.account_id = :account_id
        and known.email <> ''
        and lower(trim(known.email)) <> lower(trim(listed.email))
    on conflict (account_id, user_id, replaced_at) do nothing
)

insert into zoom.users as zoom_user (account_id, user_id, email, is_active, payload, run_id)
select
    :account_id,
    listed.user_id,
    listed.email,
    listed.is_active,
    listed.payload,
    :run_id
from listed
on conflict (account_id, user_id) do update
    set
        email = excluded.email,
        is_active = excluded.is_active,
        payload = excluded.payload,
        run_id = excluded.run_id
    where (zoom_user.email, zoom_user.is_active, zoom_user.payload)
    is distinct from (excluded.email, excluded.is_active, excluded.payload);
