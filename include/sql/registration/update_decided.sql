-- What became of requests, once and for all.
update registration.requests as request
set
    code = one.code,
    status = one.status,
    message = one.message,
    account_id = one.account_id,
    webinar_id = one.webinar_id,
    registrant_id = one.registrant_id,
    decided_at = now(),
    next_answer_at = now(),
    decided_by = :run_id,
    run_id = :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as one (
        request_key text,
        code text,
        status text,
        message text,
        account_id text,
        webinar_id bigint,
        registrant_id text
    )
where request.request_key = one.request_key and request.code is null
