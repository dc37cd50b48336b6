-- Keep the computed outcomes by account_id, webinar_id, occurrence_key, subject, subject_key;
-- rows that are the same stay untouched.
insert into sync.outcomes as known (
    account_id,
    webinar_id,
    occurrence_key,
    subject,
    subject_key,
    email,
    code,
    connections,
    run_id
)
select
    loaded.account_id,
    loaded.webinar_id,
    loaded.occurrence_key,
    loaded.subject,
    loaded.subject_key,
    loaded.email,
    loaded.code,
    loaded.connections,
    :run_id
from staging.outcomes as loaded
on conflict (account_id, webinar_id, occurrence_key, subject, subject_key) do update
    set
        email = excluded.email,
        code = excluded.code,
        connections = excluded.connections,
        run_id = excluded.run_id
    where (
        known.email, known.code, known.connections
    ) is distinct from (
        excluded.email, excluded.code, excluded.connections
    )
