-- name: merge_questions
-- Keep who asked questions in a session: all of them, and nobody else.
with listed as (
    select
        known.payload,
        sent.place
    from jsonb_array_elements(cast(:rows as jsonb)) with ordinality as sent (payload, place)
    cross join
        lateral (select zoom.without_erased_answers(sent.payload) as payload) as known
    where known.payload is not null
),

removed as (
    delete from zoom.questions as question
    where
        question.account_id = :account_id
        and question.session_uuid = :session_uuid
        and not exists (
            select 1 from listed
            where listed.place = question.place
        )
)

insert into zoom.questions as question (
    account_id,
    session_uuid,
    place,
    webinar_id,
    user_id,
    email,
    is_cleaned,
    payload,
    run_id
)
select
    :account_id,
    :session_uuid,
    listed.place,
    :webinar_id,
    nullif(listed.payload ->> 'user_id', '') as user_id,
    nullif(listed.payload ->> 'email', '') as email,
    listed.place = any(cast(:cleaned as bigint[])) as is_cleaned,
    listed.payload,
    :run_id
from listed
on conflict (account_id, session_uuid, place) do update
    set
        user_id = excluded.user_id,
        email = excluded.email,
        is_cleaned = excluded.is_cleaned,
        payload = excluded.payload,
        run_id = excluded.run_id
    where (question.is_cleaned, question.payload)
    is distinct from (excluded.is_cleaned, excluded.payload);
