-- HubSpot took these answers.
update registration.requests
set
    answered_at = now(),
    answer_attempts = answer_attempts + 1,
    run_id = :run_id
where request_key = any(:request_keys)
