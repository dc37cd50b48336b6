-- The HubSpot account that this warehouse is pushed to.
select
    portal_id,
    time_zone,
    token_sha256,
    properties,
    event_types
from hubspot.portal
