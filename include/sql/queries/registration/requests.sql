-- name: insert_request
-- Store the request of a workflow, but of nobody who asked to be forgotten. One that is delivered
-- again stores nothing new: the workflow waits again, and is answered again, for HubSpot may not
-- have received the answer.
insert into registration.requests as request (
    request_key,
    source,
    action,
    webinar,
    email,
    first_name,
    last_name,
    portal_id,
    workflow_id,
    hubspot_contact_id,
    asked_at,
    expires_at
)
select
    :request_key,
    'workflow' as source,
    :action,
    :webinar,
    :email,
    :first_name,
    :last_name,
    cast(:portal_id as bigint) as portal_id,
    :workflow_id,
    cast(:hubspot_contact_id as bigint) as hubspot_contact_id,
    coalesce(cast(:asked_at as timestamptz), now()) as asked_at,
    now() + make_interval(secs => :expires_seconds) as expires_at
where
    not exists (
        select 1 from settings.find_erased('address', array[cast(:address as text)])
    )
on conflict (request_key) do update
    set
        delivered_at = now(),
        expires_at = excluded.expires_at,
        is_expired = false,
        answered_at = null,
        next_answer_at = case when request.code is not null then now() end;

-- name: insert_requests_by_hand
-- Store what somebody requests by hand: contacts of marts, by their ids.
insert into registration.requests (
    request_key,
    source,
    action,
    webinar,
    email,
    first_name,
    last_name,
    contact_id
)
select
    concat_ws(' ', 'by hand', cast(:run_id as text), cast(:webinar as text), requested.contact_id)
        as request_key,
    'by_hand' as source,
    :action,
    :webinar,
    coalesce(contact.email, '') as email,
    coalesce(contact.first_name, '') as first_name,
    coalesce(contact.last_name, '') as last_name,
    requested.contact_id
from unnest(cast(:contact_ids as bigint[])) as requested (contact_id)
left join marts.contacts as contact on contact.contact_id = requested.contact_id
on conflict (request_key) do nothing;

-- name: select_due_requests
-- Select requests to be decided now, in the order in which they were asked; which of them a later
-- one about the same person and webinar, to do the opposite, makes void; not those that wait for an
-- earlier one that was sent to Zoom already.
select
    request.request_key,
    request.source,
    request.action,
    request.webinar,
    request.email,
    request.first_name,
    request.last_name,
    request.sent_at,
    request.is_erased,
    request.sent_at is null
    and exists (
        select 1
        from registration.opposites as pair
        where pair.earlier_key = request.request_key
    ) as is_superseded
from registration.requests as request
where
    request.code is null
    and request.not_before <= now()
    and not request.request_key = any(:seen)
    and not exists (
        select 1
        from registration.held
        where held.request_key = request.request_key
    )
order by request.asked_at, request.received_at, request.request_key
limit :most;

-- name: select_erased
-- Select who of these asked to be forgotten.
select erased.value as address
from settings.find_erased('address', cast(:addresses as text[])) as erased;

-- name: mark_sent
-- Mark requests as about to be sent to Zoom: from now on its answer is awaited. If this run dies,
-- the next waits a minute before it reads what became of them.
update registration.requests
set
    sent_at = coalesce(sent_at, cast(:sent_at as timestamptz)),
    not_before = greatest(not_before, now() + interval '1 minute'),
    run_id = :run_id
where request_key = any(:request_keys);

-- name: unmark_sent
-- Count requests as not sent: Zoom refused what was sent, and did nothing.
update registration.requests
set
    sent_at = null,
    run_id = :run_id
where code is null and request_key = any(:request_keys);

-- name: defer_requests
-- Defer requests: until a moment, or by two minutes, four, eight … up to an hour.
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
where code is null and request_key = any(:request_keys);

-- name: defer_limited
-- Defer requests of a person whom Zoom lets nobody add again before a moment. Zoom did nothing, so
-- they count as not sent.
update registration.requests
set
    limited_until = :until,
    not_before = greatest(not_before, :until),
    deferrals = deferrals + 1,
    deferral_reason = :reason,
    sent_at = null,
    run_id = :run_id
where code is null and request_key = any(:request_keys);

-- name: select_limits
-- Select until when Zoom lets nobody add these people again, to whatever webinar.
select
    lower(btrim(email)) as address,
    max(limited_until) as limited_until
from registration.requests
where limited_until > :now and lower(btrim(email)) = any(:addresses)
group by lower(btrim(email));

-- name: update_decided
-- Record what became of requests, once and for all.
update registration.requests as request
set
    code = decision.code,
    status = decision.status,
    message = decision.message,
    account_id = decision.account_id,
    webinar_id = decision.webinar_id,
    registrant_id = case when not request.is_erased then decision.registrant_id end,
    decided_at = now(),
    next_answer_at = now(),
    decided_by = :run_id,
    run_id = :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as decision (
        request_key text,
        code text,
        status text,
        message text,
        account_id text,
        webinar_id bigint,
        registrant_id text
    )
where request.request_key = decision.request_key and request.code is null;

-- name: expire_requests
-- Expire requests for an action whose workflows went on before they were decided, and those by hand
-- that could not be decided for as long.
update registration.requests
set
    code = 'EXPIRED',
    status = 'failed',
    message = case source when 'workflow' then :message else :message_by_hand end,
    decided_at = now(),
    decided_by = :run_id,
    is_expired = source = 'workflow',
    run_id = :run_id
where
    code is null
    and action = :action
    and case source
        when 'workflow' then expires_at
        else received_at + make_interval(secs => :by_hand_seconds)
    end <= now();

-- name: delete_old_requests
-- Forget requests, what became of them and whom they were about, once the settings keep them no
-- longer.
delete from registration.requests
where decided_at < (select kept.since from registration.kept as kept);

-- name: select_outcome_counts
-- Count what became of the requests that a run decided, the most frequent first.
select
    code,
    message,
    count(*) as requests
from registration.requests
where decided_by = :run_id
group by code, message
order by requests desc, code asc, message asc;

-- name: count_due
-- Count what is due now, since when the newest is due, and whether a run is working on it.
select
    count(*) as due,
    max(due.since) as newest,
    coalesce(bool_or(lock.is_held), false) as is_under_way
from registration.due
cross join (
    select count(*) > 0 as is_held
    from pg_locks
    where
        locktype = 'advisory'
        and granted
        and database = (
            select oid from pg_database
            where datname = current_database()
        )
        and (classid::bigint << 32) | objid::bigint = hashtextextended('registration', 0)
) as lock;
