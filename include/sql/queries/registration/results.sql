-- name: upsert_results
-- Keep contacts that were added to a webinar, with the join URL that Zoom answered.
insert into registration.results as result (
    account_id,
    webinar_id,
    email,
    registrant_id,
    join_url,
    registered_at,
    run_id
)
select
    added.account_id,
    added.webinar_id,
    added.email,
    added.registrant_id,
    added.join_url,
    :registered_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as added (
        account_id text,
        webinar_id bigint,
        email text,
        registrant_id text,
        join_url text
    )
order by added.account_id, added.webinar_id, added.email
on conflict (account_id, webinar_id, email, registrant_id) do update
    -- The link stays the one that was sent first.
    set
        registered_at = excluded.registered_at,
        run_id = excluded.run_id
    -- Else this is their last link already.
    where exists (
        select 1
        from registration.results as later
        where later.email = result.email and later.registered_at > result.registered_at
    );

-- name: upsert_last_links
-- Keep the latest link of each of these contacts, for as long as there is no later one.
insert into registration.last_links as link (
    email,
    account_id,
    webinar_id,
    join_url,
    registered_at,
    run_id
)
select distinct on (result.email)
    result.email,
    result.account_id,
    result.webinar_id,
    result.join_url,
    result.registered_at,
    result.run_id
from registration.results as result
where result.email = any(:emails)
order by
    result.email asc, result.registered_at desc, result.account_id asc, result.webinar_id asc
on conflict (email) do update
    set
        account_id = excluded.account_id,
        webinar_id = excluded.webinar_id,
        join_url = excluded.join_url,
        registered_at = excluded.registered_at,
        run_id = excluded.run_id
    where excluded.registered_at > link.registered_at;

-- name: fetch_last_links
-- For the contacts: the link with which the registration action last added each address.
select
    email,
    join_url,
    registered_at
from registration.last_links;

-- name: delete_old_results
-- Forget who was registered, once the settings keep it no longer; the last links stay.
delete from registration.results
where registered_at < (select kept.since from registration.kept as kept);

-- name: forget_erased
-- Empty the inbox of who asked to be forgotten, and delete what was kept of them.
select registration.forget_erased() as forgotten;

-- name: select_accounts_to_load
-- Select accounts in which a run registered somebody or cancelled a registration, and marts wait
-- for a check or a load.
select distinct request.account_id
from registration.requests as request
where
    request.decided_by = :run_id
    and request.status in ('registered', 'pending', 'cancelled')
    and (
        exists (
            select 1 from sync.webinars_to_load as webinar
            where webinar.account_id = request.account_id and webinar.due_at is null
        )
        or exists (
            select 1 from sync.unchecked_readings as unchecked
            where unchecked.account_id = request.account_id
        )
    )
order by request.account_id;
