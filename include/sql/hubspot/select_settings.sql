-- What the settings say of HubSpot.
select
    contact_properties,
    custom_events,
    difference_threshold_percent
from settings.sync
