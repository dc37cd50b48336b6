-- For the transform: the dates of the series to compute.
select
    occurrence.account_id,
    occurrence.webinar_id,
    occurrence.occurrence_id,
    occurrence.occurrence_key,
    occurrence.scheduled_at,
    occurrence.duration_minutes,
    occurrence.status
from sync.webinars_to_load as wanted
inner join zoom.occurrences as occurrence
    on occurrence.account_id = wanted.account_id and occurrence.webinar_id = wanted.webinar_id
