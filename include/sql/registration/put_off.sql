-- Put requests off.
update registration.requests
set
    not_before = :not_before,
    put_offs = put_offs + 1,
    put_off_reason = :reason,
    run_id = :run_id
where code is null and request_key = any(:request_keys)
