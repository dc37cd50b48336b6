-- The requests that a run sent to HubSpot, by kind.
select
    endpoint as kind,
    requests,
    refused
from sync.api_requests
where run_id = :run_id and api = 'hubspot'
order by endpoint
