-- name: merge_registration_answers
-- Keep what people answered to custom questions of registration forms, of the webinars that a load
-- computed: those of the registration by which marts.participations say when somebody registered.
with computed as materialized (
    select distinct on (
        participation.account_id,
        participation.webinar_id,
        participation.occurrence_key,
        participation.email,
        question.title
    )
        participation.account_id,
        participation.webinar_id,
        participation.occurrence_key,
        participation.email,
        question.title,
        btrim(asked.payload ->> 'value') as answer,
        participation.registered_at
    from staging.webinars as webinar
    cross join settings.sync as sync
    inner join marts.participations as participation
        on
            participation.account_id = webinar.account_id
            and participation.webinar_id = webinar.webinar_id
    inner join marts.registrations as registration
        on
            registration.account_id = participation.account_id
            and registration.webinar_id = participation.webinar_id
            and registration.email = participation.email
            and registration.registered_at = participation.registered_at
    inner join zoom.registrants as registrant
        on
            registrant.account_id = registration.account_id
            and registrant.webinar_id = registration.webinar_id
            and registrant.registrant_id = registration.registrant_id
            and registrant.created_at = registration.registered_at
    cross join
        lateral jsonb_array_elements(
            case
                when jsonb_typeof(registrant.payload -> 'custom_questions') = 'array'
                    then registrant.payload -> 'custom_questions'
                else '[]'
            end
        ) with ordinality as asked (payload, place)
    cross join lateral (select btrim(asked.payload ->> 'title') as title) as question
    where
        sync.registration_answers
        and question.title <> ''
        and btrim(asked.payload ->> 'value') <> ''
        and not exists (
            select 1 from staging.frozen as frozen
            where
                frozen.account_id = participation.account_id
                and frozen.webinar_id = participation.webinar_id
                and frozen.occurrence_key = participation.occurrence_key
        )
    order by
        participation.account_id,
        participation.webinar_id,
        participation.occurrence_key,
        participation.email,
        question.title,
        registration.registrant_id,
        asked.place
),

removed as (
    delete from marts.registration_answers as kept
    using staging.webinars as webinar
    where
        kept.account_id = webinar.account_id
        and kept.webinar_id = webinar.webinar_id
        and not exists (
            select 1 from computed
            where
                computed.account_id = kept.account_id
                and computed.webinar_id = kept.webinar_id
                and computed.occurrence_key = kept.occurrence_key
                and computed.email = kept.email
                and computed.title = kept.question
        )
        and not exists (
            select 1 from staging.frozen as frozen
            where
                frozen.account_id = kept.account_id
                and frozen.webinar_id = kept.webinar_id
                and frozen.occurrence_key = kept.occurrence_key
        )
    returning 1
),

written as (
    insert into marts.registration_answers as kept (
        account_id,
        webinar_id,
        occurrence_key,
        email,
        question,
        answer,
        answered_at,
        run_id
    )
    select
        computed.*,
        :run_id
    from computed
    on conflict (account_id, webinar_id, occurrence_key, email, question) do update
        set
            answer = excluded.answer,
            answered_at = excluded.answered_at,
            run_id = excluded.run_id
        where (kept.answer, kept.answered_at)
        is distinct from (excluded.answer, excluded.answered_at)
    returning 1
)

select (select count(*) from removed) + (select count(*) from written) as changed_rows;
