create or replace view marts.live_participants as
with running as (
    select
        session.account_id,
        session.session_uuid,
        session.webinar_id,
        session.started_at
    from zoom.webhook_sessions as session
    where
        session.ended_at is null
        -- Its end may have been lost: the history lists it, or another session began.
        and not exists (
            select 1
            from zoom.sessions as read
            where
                read.account_id = session.account_id
                and read.session_uuid = session.session_uuid
        )
        and not exists (
            select 1
            from zoom.webhook_sessions as later
            where
                later.account_id = session.account_id
                and later.webinar_id = session.webinar_id
                and later.started_at > session.started_at
        )
        and not exists (
            select 1
            from settings.webinar_exclusions as exclusion
            where
                exclusion.account_id = session.account_id
                and exclusion.webinar_id = session.webinar_id
        )
),

connections as (
    select
        event.account_id,
        event.session_uuid,
        event.subject_key,
        max(event.occurred_at) filter (where event.event = 'webinar.participant_joined')
            as joined_at,
        max(event.occurred_at) filter (where event.event = 'webinar.participant_left')
            as left_at,
        max(event.payload #>> '{participant,registrant_id}') as registrant_id,
        max(nullif(lower(btrim(event.payload #>> '{participant,email}')), '')) as email
    from running
    inner join zoom.webhook_events as event
        on event.account_id = running.account_id and event.session_uuid = running.session_uuid
    where event.event in ('webinar.participant_joined', 'webinar.participant_left')
    group by event.account_id, event.session_uuid, event.subject_key
),

present as (
    select
        running.account_id,
        running.webinar_id,
        running.session_uuid,
        running.started_at,
        coalesce(registrant.email, connection.email) as email,
        coalesce(registrant.email, connection.email, connection.subject_key) as person,
        connection.joined_at
    from running
    inner join connections as connection
        on
            connection.account_id = running.account_id
            and connection.session_uuid = running.session_uuid
    left join lateral (
        select max(lower(btrim(known.email))) as email
        from zoom.registrants as known
        where
            known.account_id = running.account_id
            and known.webinar_id = running.webinar_id
            and known.row_key = running.webinar_id || ' ' || connection.registrant_id
    ) as registrant on true
    where
        connection.joined_at is not null
        -- By the times in the bodies: a leave that is sent again is of before.
        and (connection.left_at is null or connection.left_at < connection.joined_at)
)

select
    present.account_id,
    present.webinar_id,
    present.session_uuid,
    present.started_at,
    present.email,
    min(present.joined_at) as joined_at,
    count(*) as connections
from present
where
    not exists (
        select 1
        from settings.excluded_contact_domains as excluded
        where settings.in_domain(present.email, excluded.domain)
    )
group by
    present.account_id,
    present.webinar_id,
    present.session_uuid,
    present.started_at,
    present.email,
    present.person;
comment on view marts.live_participants is
'Who is in a webinar that runs now, as webhooks say, hosts and panelists too. Empty once it ended: '
'what counts is read from Zoom''s report';
comment on column marts.live_participants.email is
'Null: Zoom does not say who it is; each connection is a person then';
