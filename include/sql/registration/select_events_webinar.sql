-- What only the warehouse knows of a webinar: whether it is Zoom Events', and whether it is known.
select
    coalesce(is_events_webinar, false) as is_events,
    payload is not null as is_known
from zoom.webinars
where account_id = :account_id and webinar_id = :webinar_id
