-- The known dates of one series, by occurrence_id.
select
    occurrence_id,
    occurrence_key,
    scheduled_at,
    duration_minutes,
    status
from zoom.occurrences
where account_id = :account_id and webinar_id = :webinar_id
order by occurrence_id
