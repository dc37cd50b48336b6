-- Keep a webinar's detail by account and webinar id.
insert into zoom.webinars as known (
    account_id,
    webinar_id,
    host_id,
    host_email,
    topic,
    type,
    scheduled_at,
    duration_minutes,
    timezone,
    approval_type,
    registration_type,
    alternative_hosts,
    first_seen_at,
    payload,
    run_id
)
select
    :account_id,
    :webinar_id,
    detail.one ->> 'host_id',
    detail.one ->> 'host_email',
    detail.one ->> 'topic',
    zoom.to_bigint_or_null(detail.one ->> 'type'),
    case
        when detail.one ->> 'type' = '5'
            then zoom.to_timestamp_or_null(detail.one ->> 'start_time')
    end,
    zoom.to_bigint_or_null(detail.one ->> 'duration'),
    detail.one ->> 'timezone',
    zoom.to_bigint_or_null(detail.one -> 'settings' ->> 'approval_type'),
    zoom.to_bigint_or_null(detail.one -> 'settings' ->> 'registration_type'),
    coalesce(detail.one -> 'settings' ->> 'alternative_hosts', ''),
    cast(:answered_at as timestamptz),
    detail.one,
    :run_id
from (select cast(:row as jsonb) as one) as detail
on conflict (account_id, webinar_id) do update
    set
        host_id = excluded.host_id,
        host_email = excluded.host_email,
        topic = excluded.topic,
        type = excluded.type,
        scheduled_at = excluded.scheduled_at,
        duration_minutes = excluded.duration_minutes,
        timezone = excluded.timezone,
        approval_type = excluded.approval_type,
        registration_type = excluded.registration_type,
        alternative_hosts = excluded.alternative_hosts,
        gone_at = null,
        payload = excluded.payload,
        run_id = excluded.run_id
    where known.payload is distinct from excluded.payload or known.gone_at is not null
