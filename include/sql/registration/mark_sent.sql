-- Zoom is about to be asked to register these: from now on its answer is awaited.
update registration.requests
set
    sent_at = coalesce(sent_at, cast(:sent_at as timestamptz)),
    run_id = :run_id
where request_key = any(:request_keys)
