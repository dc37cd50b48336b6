-- Their workflows went on before they could be answered.
update registration.requests
set
    is_expired = true,
    run_id = :run_id
where
    source = 'workflow'
    and code is not null
    and answered_at is null
    and not is_expired
    and expires_at <= now()
