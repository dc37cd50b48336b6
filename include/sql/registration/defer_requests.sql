-- Put requests off: until a moment, or for two minutes, four, eight … up to an hour.
update registration.requests
set
    not_before = greatest(
        not_before,
        coalesce(
            cast(:not_before as timestamptz),
            now() + least(interval '2 minutes' * 2 ^ least(deferrals, 6), interval '1 hour')
        )
    ),
    deferrals = deferrals + 1,
    deferral_reason = :reason,
    run_id = :run_id
where code is null and request_key = any(:request_keys)
