create or replace view registration.due as
select
    request_key,
    'register' as action,
    greatest(received_at, not_before) as since
from registration.requests
where
    code is null
    and not_before <= now()
    and not exists (
        select 1 from registration.held
        where held.request_key = requests.request_key
    )
union all
select
    request_key,
    'answer' as action,
    next_answer_at as since
from registration.requests
where
    source = 'workflow'
    and code is not null
    and answered_at is null
    and not is_expired
    and next_answer_at <= now()
union all
select
    request_key,
    'forget' as action,
    decided_at as since
from registration.requests
where decided_at < (select kept.since from registration.kept as kept)
union all
select
    '' as request_key,
    'forget' as action,
    registered_at as since
from registration.results
where registered_at < (select kept.since from registration.kept as kept);
comment on view registration.due is 'What the registration action has to do now';
