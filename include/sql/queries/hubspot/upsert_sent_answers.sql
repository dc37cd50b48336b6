-- name: upsert_sent_answers
-- Record what becomes of answers; what was ever written to a contact is remembered.
insert into hubspot.sent_answers as sent (
    email,
    property,
    contact_id,
    answer,
    written,
    overwrites,
    state,
    next_attempt_at,
    run_id
)
select
    answer.email,
    answer.property,
    answer.hubspot_id,
    answer.answer,
    case when answer.value is null then '{}' else array[answer.value] end as written,
    answer.overwrites,
    answer.state,
    case when answer.state = 'waits' then now() + interval '1 day' end as next_attempt_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as answer (
        email text,
        property text,
        hubspot_id bigint,
        answer text,
        value text,
        overwrites boolean,
        state text
    )
order by answer.email, answer.property
on conflict (email, property) do update
    set
        contact_id = excluded.contact_id,
        answer = excluded.answer,
        written = case
            when sent.contact_id = excluded.contact_id
                then array(select distinct unnest(sent.written || excluded.written))
            else excluded.written
        end,
        overwrites = excluded.overwrites,
        state = excluded.state,
        next_attempt_at = excluded.next_attempt_at,
        run_id = excluded.run_id;
