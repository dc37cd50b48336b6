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

-- name: fetch_results
-- For the contacts: what the registration action did, per address.
select
    account_id,
    webinar_id,
    email,
    registrant_id,
    join_url,
    registered_at
from registration.results;

-- name: select_accounts_to_load
-- Select accounts in which a run registered somebody, and marts wait for a check or a load.
select distinct request.account_id
from registration.requests as request
where
    request.decided_by = :run_id
    and request.status in ('registered', 'pending')
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
