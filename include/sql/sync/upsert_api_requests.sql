-- Add to how often a run sent requests to an endpoint.
insert into sync.api_requests as known (
    run_id, api, account_id, label, endpoint, requests, refused
)
values (:run_id, :api, :account_id, :label, :endpoint, :requests, :refused)
on conflict (run_id, api, account_id, label, endpoint) do update
    set
        requests = known.requests + excluded.requests,
        refused = known.refused + excluded.refused
