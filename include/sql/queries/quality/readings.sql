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
-- Mark the content that passed its contract; content that landed meanwhile stays unchecked. In the
-- order of the key, as readings are landed, so that the two never wait for each other.
with checked as (
    select
        reading.kind,
        reading.object_key,
        checked.digest
    from zoom.readings as reading
    inner join
        jsonb_to_recordset(cast(:readings as jsonb)) as checked (object_key text, digest text)
        on checked.object_key = reading.object_key
    where
        reading.account_id = :account_id
        and sync.source_of(reading.kind) = :source
        and reading.kind in ('history', 'webinar', 'registrants', 'participants')
        and reading.checked_digest is distinct from reading.digest
    order by reading.kind, reading.object_key
    for update of reading
)

update zoom.readings as reading
set checked_digest = checked.digest
from checked
where
    reading.account_id = :account_id
    and reading.kind = checked.kind
    and reading.object_key = checked.object_key;

-- name: mark_readings_refused
-- Mark content that broke its contract, so that it is read again; marts wait for it. In the order
-- of the key, as readings are landed.
with refused as (
    select
        reading.kind,
        reading.object_key
    from zoom.readings as reading
    inner join
        jsonb_to_recordset(cast(:readings as jsonb)) as refused (object_key text, digest text)
        on refused.object_key = reading.object_key and refused.digest = reading.digest
    where reading.account_id = :account_id and sync.source_of(reading.kind) = :source
    order by reading.kind, reading.object_key
    for update of reading
)

update zoom.readings as reading
set
    must_repeat = true,
    run_id = :run_id
from refused
where
    reading.account_id = :account_id
    and reading.kind = refused.kind
    and reading.object_key = refused.object_key;

-- name: reset_sessions
-- Queue again the sessions whose report broke its contract, and let those be read again whose
-- reports were set aside as a whole. In the order of the key, as reports are landed.
with refused as (
    select
        session.session_uuid,
        landed.object_key is not null as has_landed
    from zoom.sessions as session
    left join
        jsonb_to_recordset(cast(:readings as jsonb)) as landed (object_key text, digest text)
        on landed.object_key = session.session_uuid
    where
        cast(:source as text) = 'participants'
        and session.account_id = :account_id
        and (
            landed.object_key is not null
            or exists (
                select 1
                from zoom.odd_answers as odd
                where
                    odd.account_id = session.account_id
                    and odd.source = :source
                    and odd.object_kind = 'session'
                    and odd.object_key = session.session_uuid
            )
        )
    order by session.session_uuid
    for update of session
)

update zoom.sessions as session
set
    state = case when refused.has_landed then 'due' else session.state end,
    settled_at = case when not refused.has_landed then session.settled_at end,
    next_attempt_at = null,
    run_id = :run_id
from refused
where session.account_id = :account_id and session.session_uuid = refused.session_uuid;

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
