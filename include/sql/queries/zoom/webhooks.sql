-- name: count_due_webhooks
-- Count the events that are due, of accounts that nobody reads, and since when the newest is.
select
    count(*) as due,
    max(greatest(event.received_at, event.due_at)) as newest,
    false as is_under_way
from zoom.webhook_events as event
where
    event.handled_at is null
    and event.due_at <= now()
    and event.account_id not in (
        select account.account_id
        from zoom.accounts as account
        inner join pg_locks as held
            on
                held.locktype = 'advisory'
                and held.granted
                and (cast(held.classid as bigint) << 32) | cast(held.objid as bigint)
                = hashtextextended('extract ' || account.account_id, 0)
        where
            held.database = (
                select oid from pg_database
                where datname = current_database()
            )
    );

-- name: select_webhook_accounts
-- Select the accounts of which an event is due.
select distinct account_id
from zoom.webhook_events
where handled_at is null and due_at <= now()
order by account_id;

-- name: select_due_webhooks
-- Select the events of an account that are due; of those of an end, when that was.
select
    version,
    webinar_id,
    event,
    session_uuid,
    case
        when event = 'webinar.ended'
            then
                least(
                    coalesce(zoom.to_timestamp_or_null(payload ->> 'end_time'), occurred_at),
                    occurred_at
                )
    end as ended_at
from zoom.webhook_events
where account_id = :account_id and handled_at is null and due_at <= now()
order by version;

-- name: update_sessions_due
-- Make sessions due whose report was read and has not all people yet, or was refused. Locked in the
-- order of the key, as a load goes.
with waiting as materialized (
    select
        account_id,
        session_uuid
    from zoom.sessions
    where
        account_id = :account_id
        and session_uuid = any(cast(:session_uuids as text[]))
        and state in ('landed', 'failed')
        and next_attempt_at is not null
    order by account_id, session_uuid
    for update
)

update zoom.sessions as session
set next_attempt_at = null, run_id = :run_id
from waiting
where
    session.account_id = waiting.account_id
    and session.session_uuid = waiting.session_uuid;

-- name: select_whole_reports
-- Select the sessions whose report has been made, as far as that can be known on the day itself:
-- it has nearly all people whom Zoom counts, and no duration of 0.
select session.session_uuid
from zoom.sessions as session
where
    session.account_id = :account_id
    and session.session_uuid = any(cast(:session_uuids as text[]))
    and (
        session.state in ('settled', 'gone')
        or (
            session.state = 'landed'
            and session.people_read > 0
            and 10 * session.people_read >= 9 * coalesce(session.people_counted, 0)
            and not exists (
                select 1
                from zoom.connections as connection
                where
                    connection.account_id = session.account_id
                    and connection.session_uuid = session.session_uuid
                    and connection.payload ->> 'duration' = '0'
            )
        )
    );

-- name: update_webhooks_handled
-- Record that events were read for; those of `again` wait for their next reading.
update zoom.webhook_events as event
set
    handled_at = case when next.due_at is null then now() end,
    due_at = coalesce(next.due_at, event.due_at),
    attempts = 0,
    run_id = :run_id
from unnest(cast(:versions as bigint[])) as read (version)
left join
    jsonb_to_recordset(cast(:again as jsonb)) as next (version bigint, due_at timestamptz)
    on next.version = read.version
where event.version = read.version and event.account_id = :account_id;

-- name: defer_webhooks
-- Let the due events of an account wait until a moment, or for two minutes, four, … up to an hour.
update zoom.webhook_events
set
    due_at = greatest(
        coalesce(
            cast(:until as timestamptz),
            now() + least(interval '2 minutes' * 2 ^ least(attempts, 6), interval '1 hour')
        ),
        due_at
    ),
    attempts = attempts + 1,
    run_id = :run_id
where account_id = :account_id and handled_at is null and due_at <= now();

-- name: delete_webhooks_of_account
-- Forget the events of an account that is not connected.
delete from zoom.webhook_events
where account_id = :account_id;

-- name: delete_old_webhooks
-- Forget events that were handled, and what is only of use while a webinar runs, 30 days after they
-- came; events of accounts that are not connected any more at once. When somebody cancelled, and
-- that a session was a practice, stays: marts are made of it.
with forgotten as (
    delete from zoom.webhook_events
    where
        (received_at < now() - interval '30 days' and handled_at is not null)
        or account_id in (
            select account.account_id
            from hubspot.zoom_accounts as account
            where not account.is_connected
        )
)

delete from zoom.webhook_sessions as session
where
    session.account_id = :account_id
    and not coalesce(session.is_practice, false)
    and coalesce(session.ended_at, session.started_at, '-infinity')
    < cast(:answered_at as timestamptz) - interval '30 days';
