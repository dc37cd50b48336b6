-- What holds for everything, locked until the transaction ends: changes follow each other.
select
    sync_webinars,
    recordings,
    on_exclude,
    match_secondary_emails,
    property_cutoff,
    contact_properties,
    custom_events,
    difference_threshold_percent
from settings.sync
for update
