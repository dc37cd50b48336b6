-- HubSpot did not take these answers: they are told again after a minute, two, four, up to an hour,
-- until the workflow no longer waits.
update registration.requests
set
    answer_attempts = answer_attempts + 1,
    next_answer_at
    = now() + least(interval '1 minute' * 2 ^ least(answer_attempts, 6), interval '1 hour'),
    is_expired = coalesce(expires_at <= now(), false),
    run_id = :run_id
where request_key = any(:request_keys)
