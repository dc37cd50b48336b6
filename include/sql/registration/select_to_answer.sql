-- Answers that workflows wait for, with the link of who was registered.
select
    request.request_key,
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
limit :most
