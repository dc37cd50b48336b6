-- name: upsert_webinars
-- Keep webinars' details by account and webinar id.
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
    detail.webinar_id,
    detail.payload ->> 'host_id',
    detail.payload ->> 'host_email',
    detail.payload ->> 'topic',
    zoom.to_bigint_or_null(detail.payload ->> 'type'),
    detail.payload ->> 'timezone',
    zoom.to_bigint_or_null(detail.payload -> 'settings' ->> 'approval_type'),
    zoom.to_bigint_or_null(detail.payload -> 'settings' ->> 'registration_type'),
    detail.answered_at,
    detail.payload,
    :run_id
from
    jsonb_to_recordset(cast(:details as jsonb))
        as detail (webinar_id bigint, answered_at timestamptz, payload jsonb)
order by detail.webinar_id
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
