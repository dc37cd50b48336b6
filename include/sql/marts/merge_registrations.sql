-- Keep the computed registrations by account_id, webinar_id, registrant_id; rows that are the
-- same stay untouched.
insert into marts.registrations as known (
    account_id,
    webinar_id,
    registrant_id,
    email,
    first_name,
    last_name,
    registered_at,
    is_approved,
    run_id
)
select
    loaded.account_id,
    loaded.webinar_id,
    loaded.registrant_id,
    loaded.email,
    loaded.first_name,
    loaded.last_name,
    loaded.registered_at,
    loaded.is_approved,
    :run_id
from staging.registrations as loaded
on conflict (account_id, webinar_id, registrant_id) do update
    set
        email = excluded.email,
        first_name = excluded.first_name,
        last_name = excluded.last_name,
        registered_at = excluded.registered_at,
        is_approved = excluded.is_approved,
        run_id = excluded.run_id
    where (
        known.email, known.first_name, known.last_name, known.registered_at, known.is_approved
    ) is distinct from (
        excluded.email, excluded.first_name, excluded.last_name, excluded.registered_at,
        excluded.is_approved
    )
