-- name: merge_questions
-- Keep what the audience asked in the webinars that a load computed.
with computed as materialized (
    select
        session.account_id,
        session.session_uuid,
        row_number() over (
            partition by session.account_id, session.session_uuid
            order by sent.place, detail.place
        ) as question_number,
        session.webinar_id,
        session.occurrence_key,
        participation.email,
        detail.payload ->> 'question_id' as question_id,
        detail.payload ->> 'question' as question,
        detail.payload ->> 'answer' as answer,
        detail.payload ->> 'question_status' as status,
        zoom.to_timestamp_or_null(detail.payload ->> 'create_time') as asked_at
    from staging.sessions as session
    inner join staging.marketing_events as event
        on
            event.account_id = session.account_id
            and event.webinar_id = session.webinar_id
            and event.occurrence_key = session.occurrence_key
    inner join zoom.questions as sent
        on sent.account_id = session.account_id and sent.session_uuid = session.session_uuid
    cross join settings.sync as sync
    cross join
        lateral jsonb_array_elements(
            case
                when jsonb_typeof(sent.payload -> 'question_details') = 'array'
                    then sent.payload -> 'question_details'
                else '[]'
            end
        ) with ordinality as detail (payload, place)
    cross join lateral (select nullif(lower(btrim(sent.email)), '') as email) as address
    left join hubspot.address_statuses as status
        on
            sync.match_secondary_emails
            and status.email = address.email
            and status.code = 'secondary_email'
    left join marts.participations as participation
        on
            participation.account_id = session.account_id
            and participation.webinar_id = session.webinar_id
            and participation.occurrence_key = session.occurrence_key
            and participation.email = coalesce(status.primary_email, address.email)
    where
        sync.questions
        and not session.is_practice
        -- Anonymous, or somebody who is in marts: why others are not, the ledger says.
        and (address.email is null or participation.email is not null)
),

removed as (
    delete from marts.questions as kept
    using staging.webinars as webinar
    where
        kept.account_id = webinar.account_id
        and kept.webinar_id = webinar.webinar_id
        and not exists (
            select 1 from computed
            where
                computed.account_id = kept.account_id
                and computed.session_uuid = kept.session_uuid
                and computed.question_number = kept.question_number
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
    insert into marts.questions as kept (
        account_id,
        session_uuid,
        question_number,
        webinar_id,
        occurrence_key,
        email,
        question_id,
        question,
        answer,
        status,
        asked_at,
        run_id
    )
    select
        computed.*,
        :run_id
    from computed
    on conflict (account_id, session_uuid, question_number) do update
        set
            webinar_id = excluded.webinar_id,
            occurrence_key = excluded.occurrence_key,
            email = excluded.email,
            question_id = excluded.question_id,
            question = excluded.question,
            answer = excluded.answer,
            status = excluded.status,
            asked_at = excluded.asked_at,
            run_id = excluded.run_id
        where (
            kept.webinar_id, kept.occurrence_key, kept.email,
            kept.question_id, kept.question, kept.answer, kept.status, kept.asked_at
        ) is distinct from (
            excluded.webinar_id, excluded.occurrence_key, excluded.email,
            excluded.question_id, excluded.question, excluded.answer, excluded.status,
            excluded.asked_at
        )
    returning 1
)

select (select count(*) from removed) + (select count(*) from written) as changed_rows;
