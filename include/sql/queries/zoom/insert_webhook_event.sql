-- name: insert_webhook_event
-- Store an event, once however often it is sent, with what it alone tells; but nothing of who asked
-- to be forgotten, and of a webinar that is not synced nothing but that a session was. What has
-- nothing to be read is handled with that.
with kept as (
    select
        not sync.sync_webinars
        or exists (
            select 1
            from settings.webinar_exclusions as exclusion
            where exclusion.account_id = :account_id and exclusion.webinar_id = :webinar_id
        )
        -- Of one that was never read, too.
        or exists (
            select 1
            from settings.webinars as setting
            where
                setting.account_id = :account_id
                and setting.webinar_id = :webinar_id
                and not setting.is_synced
        ) as is_excluded
    from settings.sync as sync
    where
        not settings.names_erased(
            cast(:payload as jsonb) || jsonb_build_object('_email', cast(:email as text))
        )
),

stored as (
    insert into zoom.webhook_events (
        account_id, webinar_id, event, subject_key, occurred_at, session_uuid, due_at, handled_at,
        payload
    )
    select
        :account_id,
        :webinar_id,
        :event,
        :subject_key,
        :occurred_at,
        :session_uuid,
        -- Zoom's clock may be ahead; what ended is asked for a while later.
        case
            when cast(:due_at as timestamptz) is null then null
            when cast(:ended_at as timestamptz) is null
                then least(cast(:due_at as timestamptz), now())
            else cast(:due_at as timestamptz)
        end as due_at,
        case when cast(:due_at as timestamptz) is null then now() end as handled_at,
        cast(:payload as jsonb) as payload
    from kept
    where not kept.is_excluded
    on conflict (account_id, webinar_id, event, subject_key, occurred_at) do nothing
    returning account_id, webinar_id, event, subject_key, occurred_at
),

session_kept as (
    insert into zoom.webhook_sessions as session (
        account_id, session_uuid, webinar_id, started_at, ended_at, is_practice, end_event_at
    )
    select
        :account_id,
        cast(:session_uuid as text) as session_uuid,
        :webinar_id,
        :started_at,
        :ended_at,
        :is_practice,
        case
            when cast(:event as text) = 'webinar.ended' then cast(:occurred_at as timestamptz)
        end as end_event_at
    from kept
    where
        cast(:session_uuid as text) is not null
        and cast(:event as text) in (
            'webinar.started', 'webinar.ended', 'webinar.participant_joined'
        )
        and (kept.is_excluded or exists (select 1 from stored))
    on conflict (account_id, session_uuid) do update
        set
            webinar_id = excluded.webinar_id,
            started_at = coalesce(session.started_at, excluded.started_at),
            ended_at = case
                when session.end_event_at > excluded.end_event_at then session.ended_at
                else coalesce(excluded.ended_at, session.ended_at)
            end,
            is_practice = case
                when session.end_event_at > excluded.end_event_at then session.is_practice
                else coalesce(excluded.is_practice, session.is_practice)
            end,
            end_event_at = greatest(session.end_event_at, excluded.end_event_at)
        where
        excluded.end_event_at is not null
        or (session.started_at is null and excluded.started_at is not null)
),

cancellation_kept as (
    insert into zoom.webhook_cancellations (account_id, webinar_id, registrant_id, cancelled_at)
    select
        stored.account_id,
        stored.webinar_id,
        stored.subject_key,
        stored.occurred_at
    from stored
    where stored.event = 'webinar.registration_cancelled' and stored.subject_key <> ''
    on conflict (account_id, webinar_id, registrant_id, cancelled_at) do nothing
)

select count(*) as stored
from stored;
