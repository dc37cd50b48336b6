-- When a single webinar was scheduled, as far as was known.
select scheduled_at
from zoom.webinars
where account_id = :account_id and webinar_id = :webinar_id and payload is not null
