-- name: select_unchecked
-- Select readings of one source that are to be held against its contract, in the order in which
-- they are taken in portions, and how many rows each has.
select
    reading.object_key,
    reading.digest,
    reading.row_count
from sync.readings_to_check as reading
where reading.source = :source and reading.account_id = :account_id
order by reading.object_key;

-- name: select_sources_with_rows
-- Select the sources of which an account has rows in what is to be checked.
select distinct reading.source
from sync.readings_to_check as reading
where
    reading.account_id = :account_id
    and case reading.source
        when 'sessions'
            then exists (
                select 1
                from zoom.history as history
                where history.account_id = reading.account_id and not history.is_checked
            )
        when 'webinars'
            then exists (
                select 1
                from zoom.webinars as webinar
                where
                    webinar.account_id = reading.account_id
                    and webinar.webinar_id = reading.webinar_id
                    and webinar.gone_at is null
                    and webinar.payload is not null
            )
        when 'registrants'
            then exists (
                select 1
                from zoom.registrants as registrant
                where
                    registrant.account_id = reading.account_id
                    and registrant.webinar_id = reading.webinar_id
            )
        else exists (
            select 1
            from zoom.connections as connection
            where
                connection.account_id = reading.account_id
                and connection.session_uuid = reading.object_key
        )
    end;

-- name: mark_readings_checked
-- Mark the content that passed its contract; content that landed meanwhile stays unchecked.
update zoom.readings as reading
set checked_digest = checked.digest
from jsonb_to_recordset(cast(:readings as jsonb)) as checked (object_key text, digest text)
where
    reading.account_id = :account_id
    and sync.source_of(reading.kind) = :source
    and reading.kind in ('history', 'webinar', 'registrants', 'participants')
    and reading.checked_digest is distinct from reading.digest
    and reading.object_key = checked.object_key;

-- name: mark_readings_refused
-- Mark content that broke its contract, so that it is read again; marts wait for it.
update zoom.readings as reading
set
    must_repeat = true,
    run_id = :run_id
from jsonb_to_recordset(cast(:readings as jsonb)) as refused (object_key text, digest text)
where
    reading.account_id = :account_id
    and sync.source_of(reading.kind) = :source
    and reading.object_key = refused.object_key
    and reading.digest = refused.digest;

-- name: reset_sessions
-- Queue again the sessions whose report broke its contract.
update zoom.sessions as session
set
    state = 'due',
    settled_at = null,
    next_attempt_at = null,
    run_id = :run_id
from jsonb_to_recordset(cast(:readings as jsonb)) as refused (object_key text, digest text)
where
    cast(:source as text) = 'participants'
    and session.account_id = :account_id
    and session.session_uuid = refused.object_key;

-- name: give_up_lost_readings
-- Let nothing wait for readings that broke their contract and can no longer be read again.
update zoom.readings as reading
set
    must_repeat = false,
    checked_digest = reading.digest,
    run_id = :run_id
where
    reading.account_id = :account_id
    and reading.must_repeat
    and (
        exists (
            select 1
            from zoom.sessions as session
            where
                reading.kind = 'participants'
                and session.account_id = reading.account_id
                and session.session_uuid = reading.object_key
                and session.state = 'gone'
        )
        or exists (
            select 1
            from zoom.webinars as webinar
            where
                reading.kind in ('webinar', 'registrants')
                and webinar.account_id = reading.account_id
                and webinar.webinar_id = reading.webinar_id
                and (
                    webinar.gone_at is not null
                    or (reading.kind = 'registrants' and webinar.approval_type = 2)
                )
        )
    );
