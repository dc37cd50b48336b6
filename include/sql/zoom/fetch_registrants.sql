-- For the transform: the registrations of the webinars to compute, less rejected rows.
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
    registrant.was_approved,
    registrant.last_approved_at,
    registrant.cancelled_at
from sync.webinars_to_load as wanted
inner join zoom.registrants as registrant
    on registrant.account_id = wanted.account_id and registrant.webinar_id = wanted.webinar_id
where not exists (
    select 1
    from sync.rejected_rows as rejected
    where rejected.source = 'registrants' and rejected.row_key = registrant.row_key
)
