-- What a run asked of HubSpot, by kind.
select
    endpoint as kind,
    requests,
    refused
from sync.requests
where run_id = :run_id and account_id = 'hubspot'
order by endpoint
