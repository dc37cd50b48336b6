-- Let each load try again to compute a webinar.
update zoom.readings
set loaded_digest = null
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and loaded_digest is not null
