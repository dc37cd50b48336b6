-- Registrations that the last full listing had, for the dates asked for.
select
    registrant_id,
    occurrence_id
from zoom.registrants
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and is_listed
    and registrant_id <> ''
    and occurrence_id = any(cast(:asked as text[]))
order by registrant_id, occurrence_id
