create or replace view zoom.dates as
select
    account_id,
    webinar_id,
    occurrence_id,
    scheduled_at,
    scheduled_at + duration_minutes * interval '1 minute' as ends_at
from zoom.announced_starts
where dropped_at is null and scheduled_at is not null;
comment on view zoom.dates is 'The dates of webinars as last announced';
