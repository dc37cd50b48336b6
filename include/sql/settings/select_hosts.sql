-- The settings of single hosts.
select
    account_id,
    host_id,
    sync_new_webinars,
    recordings
from settings.hosts
