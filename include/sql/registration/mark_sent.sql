-- Zoom is about to be asked to register these: from now on its answer is awaited. If this run dies,
-- the next waits a minute before it reads what became of it.
update registration.requests
set
    sent_at = coalesce(sent_at, cast(:sent_at as timestamptz)),
    not_before = greatest(not_before, now() + interval '1 minute'),
    run_id = :run_id
where request_key = any(:request_keys)
