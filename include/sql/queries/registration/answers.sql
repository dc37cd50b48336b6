-- name: select_to_answer
-- Select answers that workflows wait for, with the link of who was registered.
select
    request.request_key,
    request.action,
    request.code,
    request.status,
    request.message,
    request.registrant_id,
    result.join_url,
    now() as asked_at
from registration.requests as request
left join registration.results as result
    on
        request.status = 'registered'
        and result.account_id = request.account_id
        and result.webinar_id = request.webinar_id
        and result.email = lower(btrim(request.email))
        and result.registrant_id = request.registrant_id
where
    request.source = 'workflow'
    and request.code is not null
    and request.answered_at is null
    and not request.is_expired
    and request.next_answer_at <= now()
    and not request.request_key = any(:seen)
order by request.decided_at, request.request_key
limit :most;

-- name: update_answered
-- Record that HubSpot accepted answers; a request that it delivered again meanwhile is answered
-- again.
update registration.requests
set
    answered_at = case when delivered_at <= :asked_at then now() end,
    answer_attempts = answer_attempts + 1,
    run_id = :run_id
where request_key = any(:request_keys);

-- name: defer_answers
-- Defer answers that HubSpot did not accept: by a minute, two, four, up to an hour, until the
-- workflow no longer waits.
update registration.requests
set
    answer_attempts = answer_attempts + 1,
    next_answer_at
    = now() + least(interval '1 minute' * 2 ^ least(answer_attempts, 6), interval '1 hour'),
    is_expired = coalesce(expires_at <= now(), false),
    run_id = :run_id
where request_key = any(:request_keys);

-- name: expire_answers
-- Expire answers whose workflows went on before they could be sent.
update registration.requests
set
    is_expired = true,
    run_id = :run_id
where
    source = 'workflow'
    and code is not null
    and answered_at is null
    and not is_expired
    and expires_at <= now();
