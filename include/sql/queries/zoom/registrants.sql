-- name: select_listed_registrants
-- Select registrations that the last full listing had, for the requested dates.
select
    registrant_id,
    occurrence_id
from zoom.registrants
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and is_listed
    and registrant_id <> ''
    and occurrence_id = any(cast(:occurrence_ids as text[]))
order by registrant_id, occurrence_id;

-- name: select_approved
-- Select the registrations that the last full listing had as approved, for a date or (empty) for
-- the whole webinar.
select registrant_id
from zoom.registrants
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and is_listed
    and status = 'approved'
    and occurrence_id = :occurrence_id;
