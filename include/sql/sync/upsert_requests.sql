-- Add what an account was asked in this run, by label and endpoint.
insert into sync.requests as known (run_id, account_id, label, endpoint, requests, refused)
values (:run_id, :account_id, :label, :endpoint, :requests, :refused)
on conflict (run_id, account_id, label, endpoint) do update
    set
        requests = known.requests + excluded.requests,
        refused = known.refused + excluded.refused
