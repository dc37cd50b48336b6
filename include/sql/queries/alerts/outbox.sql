-- name: upsert_alerts
-- Write down what a receiver is to hear; what it heard already is only seen once more.
insert into sync.alerts as alert (
    receiver, kind, subject, object_key, since_at, message, remedy, page, run_id
)
select
    :receiver,
    trouble.kind,
    trouble.subject,
    trouble.object_key,
    trouble.since_at,
    trouble.message,
    trouble.remedy,
    trouble.page,
    :run_id
from
    jsonb_to_recordset(cast(:troubles as jsonb)) as trouble (
        kind text, subject text, object_key text, since_at timestamptz, message text, remedy text,
        page text
    )
order by trouble.kind, trouble.subject, trouble.object_key, trouble.since_at
on conflict (receiver, kind, subject, object_key, since_at) do update
    set
        last_seen_at = now(),
        run_id = excluded.run_id;

-- name: select_alerts_to_send
-- Select what a receiver has not heard yet, but for subjects of which it heard within a day.
select
    alert.kind,
    alert.subject,
    alert.object_key,
    alert.since_at,
    alert.message,
    alert.remedy,
    alert.page,
    alert.kind <> 'run_failed' and alert.run_id <> :run_id as is_over
from sync.alerts as alert
where
    alert.receiver = :receiver
    and alert.sent_at is null
    and not exists (
        select 1
        from sync.alerts as sent
        where
            sent.receiver = alert.receiver
            and sent.kind = alert.kind
            and sent.subject = alert.subject
            and sent.sent_at > now() - interval '24 hours'
    )
order by
    min(alert.since_at) over (partition by alert.kind, alert.subject),
    alert.kind,
    alert.subject,
    alert.since_at,
    alert.object_key;

-- name: update_alerts_sent
-- Record that a receiver accepted an alert, with all that was in it.
update sync.alerts as alert
set sent_at = now()
from
    jsonb_to_recordset(cast(:troubles as jsonb)) as trouble (
        kind text, subject text, object_key text, since_at timestamptz
    )
where
    alert.receiver = :receiver
    and alert.kind = trouble.kind
    and alert.subject = trouble.subject
    and alert.object_key = trouble.object_key
    and alert.since_at = trouble.since_at;

-- name: delete_old_alerts
-- Forget what has been over for a week, unless somebody is still to hear of it.
delete from sync.alerts
where
    last_seen_at < now() - interval '7 days'
    and (sent_at is not null or receiver <> all(cast(:receivers as text[])));

-- name: select_receiver_failure
-- Select when a receiver that did not answer is tried again.
select
    failures,
    next_attempt_at,
    next_attempt_at > now() as is_waiting
from sync.alert_receivers
where receiver = :receiver;

-- name: upsert_receiver_failure
-- Record that a receiver did not answer: it is tried again after a quarter of an hour, then twice
-- as long each time, up to four hours.
insert into sync.alert_receivers as failed (receiver, failures, next_attempt_at, run_id)
-- A minute less, so that the run a quarter of an hour later is not too early.
values (:receiver, 1, now() + interval '14 minutes', :run_id)
on conflict (receiver) do update
    set
        failures = failed.failures + 1,
        next_attempt_at
        = now()
        + least(interval '15 minutes' * power(2, least(failed.failures, 10)), interval '4 hours')
        - interval '1 minute',
        run_id = excluded.run_id;

-- name: delete_receiver_failure
-- Forget that a receiver did not answer.
delete from sync.alert_receivers
where receiver = :receiver;
