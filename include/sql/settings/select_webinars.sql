-- The settings of single webinars.
select
    account_id,
    webinar_id,
    is_synced
from settings.webinars
