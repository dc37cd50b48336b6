-- How many registrations were approved at the last full listing, on a date or on the whole.
select count(*) as approved
from zoom.registrants
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and is_listed
    and status = 'approved'
    and occurrence_id in ('', cast(:occurrence_id as text))
