-- name: count_leaving
-- Count what of some webinars is in marts and in HubSpot: occurrences, participations, and people
-- who are in no other webinar.
with webinars as materialized (
    select
        chosen.account_id,
        chosen.webinar_id
    from unnest(cast(:account_ids as text[]), cast(:webinar_ids as bigint[]))
        as chosen (account_id, webinar_id)
),

people as materialized (
    select participation.email
    from webinars
    inner join marts.participations as participation
        on
            participation.account_id = webinars.account_id
            and participation.webinar_id = webinars.webinar_id
    union
    select registration.email
    from webinars
    inner join marts.registrations as registration
        on
            registration.account_id = webinars.account_id
            and registration.webinar_id = webinars.webinar_id
),

leaving as materialized (
    select people.email
    from people
    where
        not exists (
            select 1
            from marts.participations as participation
            where
                participation.email = people.email
                and not exists (
                    select 1
                    from webinars
                    where
                        webinars.account_id = participation.account_id
                        and webinars.webinar_id = participation.webinar_id
                )
        )
        and not exists (
            select 1
            from marts.registrations as registration
            where
                registration.email = people.email
                and not exists (
                    select 1
                    from webinars
                    where
                        webinars.account_id = registration.account_id
                        and webinars.webinar_id = registration.webinar_id
                )
        )
)

select
    (
        select count(*)
        from webinars
        inner join marts.marketing_events as event
            on
                event.account_id = webinars.account_id
                and event.webinar_id = webinars.webinar_id
    ) as occurrences,
    (
        select count(*)
        from webinars
        inner join marts.participations as participation
            on
                participation.account_id = webinars.account_id
                and participation.webinar_id = webinars.webinar_id
    ) as participations,
    (select count(*) from leaving) as people,
    (
        select count(*)
        from webinars
        inner join hubspot.sent_events as sent
            on sent.account_id = webinars.account_id and sent.webinar_id = webinars.webinar_id
    ) as sent_events,
    (
        select count(*)
        from webinars
        inner join hubspot.sent_participations as sent
            on sent.account_id = webinars.account_id and sent.webinar_id = webinars.webinar_id
        where not sent.is_withdrawn
    ) as sent_participations,
    (
        select count(*)
        from leaving
        inner join hubspot.sent_contacts as sent on sent.email = leaving.email
    ) as sent_contacts;
