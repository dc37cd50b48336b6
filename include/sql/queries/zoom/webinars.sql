-- name: insert_webinars
-- Remember the ids of listed webinars, so that their details are read.
insert into zoom.webinars (account_id, webinar_id, first_seen_at, run_id)
select distinct
    :account_id,
    listed.webinar_id,
    cast(:answered_at as timestamptz) as first_seen_at,
    :run_id
from unnest(cast(:webinar_ids as bigint[])) as listed (webinar_id)
on conflict (account_id, webinar_id) do nothing;

-- name: insert_webinars_of_sessions
-- Remember the webinars of queued sessions, so that their details are read: of sessions that have
-- no place yet, for only those of known webinars have one.
insert into zoom.webinars (account_id, webinar_id, first_seen_at, run_id)
select distinct
    session.account_id,
    session.webinar_id,
    cast(:answered_at as timestamptz) as first_seen_at,
    :run_id
from zoom.sessions as session
where
    session.account_id = :account_id
    and session.occurrence_key is null
    and not exists (
        select 1
        from zoom.webinars as known
        where known.account_id = session.account_id and known.webinar_id = session.webinar_id
    )
on conflict (account_id, webinar_id) do nothing;

-- name: select_expired_unread
-- Select webinars that expired before their detail was read, each with a session whose report has
-- its type.
select distinct on (webinar.webinar_id)
    webinar.webinar_id,
    session.session_uuid
from zoom.webinars as webinar
inner join zoom.sessions as session
    on session.account_id = webinar.account_id and session.webinar_id = webinar.webinar_id
where
    webinar.account_id = :account_id
    and webinar.gone_at is not null
    and webinar.payload is null
    and webinar.type is null
    -- Zoom keeps reports for six months: after that nothing will tell it.
    and session.ended_at > cast(:answered_at as timestamptz) - interval '183 days'
    and not exists (
        select 1
        from zoom.refusals as refusal
        where
            refusal.account_id = webinar.account_id
            and refusal.object_kind = 'expired webinar'
            and refusal.object_key = webinar.account_id || ' ' || webinar.webinar_id
            and not cast(:is_nightly as boolean)
            and refusal.next_attempt_at > cast(:answered_at as timestamptz)
    )
order by webinar.webinar_id asc, session.ended_at desc;

-- name: update_webinar_from_report
-- Take from a session's report the type of a webinar that expired unread.
update zoom.webinars
set
    type = zoom.to_bigint_or_null(cast(:row as jsonb) ->> 'type'),
    run_id = :run_id
where account_id = :account_id and webinar_id = :webinar_id and payload is null;

-- name: update_webinar_gone
-- Record that a webinar does not exist any more, which is certain: deleted or expired. No listing
-- will tell whether it belonged to Zoom Events.
update zoom.webinars
set
    gone_at = :answered_at,
    events_flag_unknowable_at
    = case when is_events_webinar is null then cast(:answered_at as timestamptz) end,
    run_id = :run_id
where account_id = :account_id and webinar_id = :webinar_id and gone_at is null;

-- name: reopen_webinars
-- Reopen webinars that were gone and are listed again: their detail is read again.
with reopened as (
    update zoom.webinars
    set
        gone_at = null,
        events_flag_unknowable_at = null,
        run_id = :run_id
    where
        account_id = :account_id
        and webinar_id = any(cast(:webinar_ids as bigint[]))
        and gone_at is not null
    returning webinar_id
)

update zoom.readings as reading
set
    must_repeat = true,
    run_id = :run_id
from reopened
where
    reading.account_id = :account_id
    and reading.kind = 'webinar'
    and reading.webinar_id = reopened.webinar_id;

-- name: update_events_webinars
-- Remember which listed webinars belong to Zoom Events: only the listing by host says so.
update zoom.webinars as webinar
set
    is_events_webinar = listed.is_events_webinar,
    events_flag_unknowable_at = null,
    unlisted_since = null,
    run_id = :run_id
from (
    select
        zoom.to_bigint_or_null(sent.payload ->> 'id') as webinar_id,
        bool_or(coalesce(sent.payload ->> 'is_events_webinar', 'false') = 'true')
            as is_events_webinar
    from jsonb_array_elements(cast(:rows as jsonb)) as sent (payload)
    group by webinar_id
) as listed
where
    webinar.account_id = :account_id
    and webinar.webinar_id = listed.webinar_id
    and webinar.is_events_webinar is distinct from listed.is_events_webinar;
