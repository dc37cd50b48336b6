-- name: enqueue_sessions
-- Queue the sessions of the history by UUID. A session whose times moved (still going on, or
-- corrected), or that is another webinar's, is read anew. In the order of the key, as a load goes,
-- so that the two never wait for each other.
insert into zoom.sessions as session (
    account_id, session_uuid, webinar_id, started_at, ended_at, host_email, topic, people_counted,
    run_id
)
select
    listed.account_id,
    listed.session_uuid,
    listed.webinar_id,
    listed.started_at,
    listed.ended_at,
    listed.host_email,
    listed.topic,
    listed.people_counted,
    :run_id
from (
    select
        history.account_id,
        history.payload ->> 'meeting_uuid' as session_uuid,
        zoom.to_bigint_or_null(history.payload ->> 'meeting_id') as webinar_id,
        zoom.to_timestamp_or_null(history.payload ->> 'start_time') as started_at,
        zoom.to_timestamp_or_null(history.payload ->> 'end_time') as ended_at,
        coalesce(history.payload ->> 'host_email', '') as host_email,
        history.payload ->> 'topic' as topic,
        zoom.to_bigint_or_null(history.payload ->> 'participants') as people_counted
    from zoom.history as history
    where
        history.account_id = :account_id
        and history.row_key in (
            select landed.row_key
            from zoom.history as landed
            where landed.account_id = :account_id and landed.run_id = :run_id
            union all
            -- Understood only now, by a newer version of this statement; not by the hour.
            select unqueued.row_key
            from zoom.history as unqueued
            where
                cast(:looks_again as boolean)
                and unqueued.account_id = :account_id
                and not exists (
                    select 1
                    from zoom.sessions as queued
                    where
                        queued.account_id = unqueued.account_id
                        and queued.session_uuid = unqueued.row_key
                )
        )
        and coalesce(history.payload ->> 'type', 'Webinar') = 'Webinar'
        and history.payload ->> 'meeting_uuid' <> ''
) as listed
where
    listed.webinar_id is not null
    and listed.started_at <= listed.ended_at
    -- What is listed late of a frozen webinar is not read: nothing could be computed beside it.
    and not exists (
        select 1
        from zoom.frozen_webinars as frozen
        where
            frozen.account_id = listed.account_id
            and frozen.webinar_id = listed.webinar_id
            and listed.ended_at <= frozen.frozen_until
    )
order by listed.account_id, listed.session_uuid
on conflict (account_id, session_uuid) do update
    set
        webinar_id = excluded.webinar_id,
        started_at = excluded.started_at,
        ended_at = excluded.ended_at,
        host_email = excluded.host_email,
        topic = excluded.topic,
        people_counted = excluded.people_counted,
        state = 'due',
        settled_at = null,
        next_attempt_at = null,
        is_placement_final = false,
        run_id = excluded.run_id
    where
    not session.is_frozen
    and (session.webinar_id, session.started_at, session.ended_at)
    is distinct from (excluded.webinar_id, excluded.started_at, excluded.ended_at)
returning
    session.session_uuid,
    session.ended_at,
    session.xmax = 0 as is_new;
