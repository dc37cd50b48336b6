-- name: count_queue
-- Count the webinars that the next load computes, or that wait, and those of which something is
-- due later by time alone.
select
    count(*) filter (where webinar.is_due) as due,
    min(webinar.marked_at) filter (where webinar.is_due) as since,
    count(*) filter (where not webinar.is_due) as later,
    min(webinar.due_at) filter (where not webinar.is_due) as next_at
from (
    select
        mark.account_id,
        mark.webinar_id,
        bool_or(mark.due_at is null or mark.due_at <= account.history_read_until) is true as is_due,
        min(mark.marked_at) as marked_at,
        min(mark.due_at) as due_at
    from sync.webinars_to_load as mark
    left join zoom.accounts as account on account.account_id = mark.account_id
    group by mark.account_id, mark.webinar_id
) as webinar;

-- name: select_webinars_waiting
-- Count what webinars in the queue wait for, by what is missing.
select
    missing,
    count(*) as webinars,
    min(since) as since,
    min(until) as next_at
from sync.webinars_waiting
where not is_over
group by missing
order by missing;

-- name: select_sessions_waiting
-- Count sessions whose report is still to be read, or to be read again.
select
    state,
    count(*) as sessions,
    min(ended_at) as since,
    min(next_attempt_at) as next_at
from zoom.sessions
where state in ('due', 'landed', 'failed')
group by state
order by state;

-- name: select_zoom_refusals
-- Count what Zoom refuses to let be read, by account, kind and code.
select
    coalesce(account.brand, refusal.account_id) as label,
    refusal.object_kind,
    refusal.code,
    count(*) as resources,
    min(refusal.first_refused_at) as since,
    min(refusal.next_attempt_at) as next_at
from zoom.refusals as refusal
left join zoom.accounts as account on account.account_id = refusal.account_id
group by coalesce(account.brand, refusal.account_id), refusal.object_kind, refusal.code
order by resources desc, label asc, refusal.object_kind asc, refusal.code asc
limit 50;

-- name: select_hubspot_refusals
-- Count rows that HubSpot refused and that are sent again, by kind.
select
    object_kind,
    count(*) as resources,
    min(next_attempt_at) as next_at
from hubspot.refusals
group by object_kind
order by object_kind;

-- name: select_registrations_waiting
-- Count requests of the registration action that are not decided or not answered yet.
select
    'undecided' as state,
    deferral_reason as reason,
    count(*) as requests,
    min(received_at) as since,
    min(not_before) filter (where deferrals > 0) as next_at
from registration.requests
where code is null
group by deferral_reason
union all
select
    'unanswered' as state,
    null as reason,
    count(*) as requests,
    min(decided_at) as since,
    min(next_answer_at) as next_at
from registration.requests
where
    code is not null
    and answered_at is null
    and not is_expired
    and next_answer_at is not null
    and source = 'workflow'
having count(*) > 0
order by state, reason;

-- name: select_webhooks_waiting
-- Count events of Zoom's webhooks whose webinar is still to be read.
select
    count(*) as events,
    min(received_at) as since,
    min(due_at) as next_at
from zoom.webhook_events
where handled_at is null and due_at is not null;
