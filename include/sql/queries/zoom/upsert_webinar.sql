-- name: upsert_webinar
-- Keep a webinar's detail by account and webinar id.
insert into zoom.webinars as webinar (
    account_id,
    webinar_id,
    host_id,
    host_email,
    topic,
    type,
    timezone,
    approval_type,
    registration_type,
    first_seen_at,
    payload,
    run_id
)
select
    :account_id,
    :webinar_id,
    detail.payload ->> 'host_id',
    detail.payload ->> 'host_email',
    detail.payload ->> 'topic',
    zoom.to_bigint_or_null(detail.payload ->> 'type'),
    detail.payload ->> 'timezone',
    zoom.to_bigint_or_null(detail.payload -> 'settings' ->> 'approval_type'),
    zoom.to_bigint_or_null(detail.payload -> 'settings' ->> 'registration_type'),
    cast(:answered_at as timestamptz),
    detail.payload,
    :run_id
from (select cast(:row as jsonb) as payload) as detail
on conflict (account_id, webinar_id) do update
    set
        host_id = excluded.host_id,
        host_email = excluded.host_email,
        topic = excluded.topic,
        type = excluded.type,
        timezone = excluded.timezone,
        approval_type = excluded.approval_type,
        registration_type = excluded.registration_type,
        gone_at = null,
        payload = excluded.payload,
        run_id = excluded.run_id
    where webinar.payload is distinct from excluded.payload or webinar.gone_at is not null;
