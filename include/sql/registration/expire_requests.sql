-- Their workflows went on before anything came of these.
update registration.requests
set
    code = 'EXPIRED',
    status = 'failed',
    message = :message,
    decided_at = now(),
    decided_by = :run_id,
    is_expired = true,
    run_id = :run_id
where source = 'workflow' and code is null and expires_at <= now()
