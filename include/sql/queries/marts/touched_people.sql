-- name: fetch_touched_emails
-- For the load: who has rows in marts of the webinars to compute, or whom the registration action
-- last added to one, though nothing of it is in marts; their contacts may change.
select registration.email
from marts.registrations as registration
inner join staging.webinars_to_load as webinar
    on
        webinar.account_id = registration.account_id
        and webinar.webinar_id = registration.webinar_id
union
select participation.email
from marts.participations as participation
inner join staging.webinars_to_load as webinar
    on
        webinar.account_id = participation.account_id
        and webinar.webinar_id = participation.webinar_id
union
select link.email
from registration.last_links as link
inner join staging.webinars_to_load as webinar
    on
        webinar.account_id = link.account_id
        and webinar.webinar_id = link.webinar_id;

-- name: fetch_touched_ranges
-- For the load: cut the touched addresses into ranges that have so many rows, and return the last
-- address of each. One person may have more.
with sized as (
    select
        touched.email,
        1 + (
            select count(*) from marts.registrations as registration
            where registration.email = touched.email
        )
        + (
            select count(*) from marts.participations as participation
            where participation.email = touched.email
        ) as rows
    from staging.emails as touched
),

placed as (
    select
        email,
        sum(rows) over (order by email collate "C") as rows_so_far
    from sized
)

select max(email collate "C") as up_to
from placed
group by trunc(rows_so_far / cast(:most_rows as bigint))
order by up_to;

-- name: fetch_touched_registrations
-- For the load: registrations of touched people, of a range of addresses, for webinars that are not
-- computed now, and frozen ones.
select
    registration.email,
    registration.account_id,
    registration.webinar_id,
    registration.registrant_id,
    registration.first_name,
    registration.last_name,
    registration.registered_at,
    registration.is_approved
from staging.emails as touched
inner join marts.registrations as registration on registration.email = touched.email
where
    touched.email collate "C" > :after and touched.email collate "C" <= :up_to
    and (
        not exists (
            select 1
            from staging.webinars as webinar
            where
                webinar.account_id = registration.account_id
                and webinar.webinar_id = registration.webinar_id
        )
        or (
            registration.is_frozen
            and not exists (
                select 1
                from staging.registrations as computed
                where
                    computed.account_id = registration.account_id
                    and computed.webinar_id = registration.webinar_id
                    and computed.registrant_id = registration.registrant_id
            )
        )
    );

-- name: fetch_touched_participations
-- For the load: participations of touched people, of a range of addresses, in webinars that are not
-- computed now, and in frozen occurrences.
select
    participation.email,
    participation.account_id,
    participation.webinar_id,
    participation.state,
    participation.registered_at,
    participation.cancelled_at,
    participation.joined_at,
    participation.left_at,
    participation.attended_share
from staging.emails as touched
inner join marts.participations as participation on participation.email = touched.email
where
    touched.email collate "C" > :after and touched.email collate "C" <= :up_to
    and (
        not exists (
            select 1
            from staging.webinars as webinar
            where
                webinar.account_id = participation.account_id
                and webinar.webinar_id = participation.webinar_id
        )
        or exists (
            select 1
            from staging.frozen as frozen
            where
                frozen.account_id = participation.account_id
                and frozen.webinar_id = participation.webinar_id
                and frozen.occurrence_key = participation.occurrence_key
        )
    );
