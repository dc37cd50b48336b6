-- name: fetch_registrants
-- For the transform: the registrations of the webinars to compute, less rejected rows, and former
-- ones of those who cancelled and registered again.
select
    registrant.account_id,
    registrant.webinar_id,
    registrant.registrant_id,
    registrant.occurrence_id,
    registrant.email,
    nullif(btrim(registrant.payload ->> 'first_name'), '') as first_name,
    nullif(btrim(registrant.payload ->> 'last_name'), '') as last_name,
    registrant.created_at,
    registrant.status,
    registrant.is_listed,
    registrant.listed_at,
    registrant.was_approved,
    registrant.last_approved_at,
    registrant.cancelled_at,
    registrant.superseded_at,
    registrant.approved_at
from staging.webinars_to_load as webinar
inner join zoom.registrants as registrant
    on registrant.account_id = webinar.account_id and registrant.webinar_id = webinar.webinar_id
where
    not exists (
        select 1
        from sync.rejected_rows as rejected
        where rejected.source = 'registrants' and rejected.row_key = registrant.row_key
    )
union all
select
    registrant.account_id,
    registrant.webinar_id,
    registrant.registrant_id,
    registrant.occurrence_id,
    registrant.email,
    nullif(btrim(registrant.payload ->> 'first_name'), '') as first_name,
    nullif(btrim(registrant.payload ->> 'last_name'), '') as last_name,
    former.created_at,
    'denied' as status,
    false as is_listed,
    former.listed_at,
    true as was_approved,
    former.last_approved_at,
    former.cancelled_at,
    former.superseded_at,
    former.approved_at
from staging.webinars_to_load as webinar
inner join zoom.former_registrations as former
    on former.account_id = webinar.account_id and former.webinar_id = webinar.webinar_id
inner join zoom.registrants as registrant
    on
        registrant.account_id = former.account_id
        and registrant.webinar_id = former.webinar_id
        and registrant.row_key = former.row_key
        and registrant.occurrence_id = former.occurrence_id
where
    not exists (
        select 1
        from sync.rejected_rows as rejected
        where rejected.source = 'registrants' and rejected.row_key = registrant.row_key
    );
