-- Contacts that were added to a webinar, with the join URL that Zoom answered.
insert into registration.results as known (
    account_id,
    webinar_id,
    email,
    registrant_id,
    join_url,
    registered_at,
    run_id
)
select
    one.account_id,
    one.webinar_id,
    one.email,
    one.registrant_id,
    one.join_url,
    :registered_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as one (
        account_id text,
        webinar_id bigint,
        email text,
        registrant_id text,
        join_url text
    )
order by one.account_id, one.webinar_id, one.email
on conflict (account_id, webinar_id, email, registrant_id) do update
    -- The link stays the one that was told first.
    set
        registered_at = excluded.registered_at,
        run_id = excluded.run_id
    -- Else theirs is the last link already.
    where exists (
        select 1
        from registration.results as later
        where later.email = known.email and later.registered_at > known.registered_at
    )
