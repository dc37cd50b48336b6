-- name: fetch_registrants
-- For the transform: the registrations of the webinars to compute, less rejected rows, and former
-- ones of those who cancelled and registered again. A reading tells that somebody cancelled since
-- the one before; of the webhooks in between the last tells when, also of somebody whom no reading
-- showed as approved. (A reading's time is that of its first page, in seconds.)
select
    registrant.account_id,
    registrant.webinar_id,
    registrant.registrant_id,
    registrant.occurrence_id,
    registrant.email,
    nullif(btrim(registrant.payload ->> 'first_name'), '') as first_name,
    nullif(btrim(registrant.payload ->> 'last_name'), '') as last_name,
    registrant.created_at,
    registrant.status,
    registrant.is_listed,
    registrant.listed_at,
    registrant.was_approved or by_webhook.cancelled_at is not null as was_approved,
    coalesce(by_webhook.cancelled_at, registrant.last_approved_at) as last_approved_at,
    coalesce(by_webhook.cancelled_at, registrant.cancelled_at) as cancelled_at,
    registrant.superseded_at,
    registrant.approved_at
from staging.webinars_to_load as webinar
inner join zoom.registrants as registrant
    on registrant.account_id = webinar.account_id and registrant.webinar_id = webinar.webinar_id
left join lateral (
    select max(cancellation.cancelled_at) as cancelled_at
    from zoom.webhook_cancellations as cancellation
    where
        (registrant.cancelled_at is not null or registrant.status = 'denied')
        and cancellation.account_id = registrant.account_id
        and cancellation.webinar_id = registrant.webinar_id
        and cancellation.registrant_id = registrant.registrant_id
        and cancellation.cancelled_at
        >= coalesce(registrant.last_approved_at - interval '1 minute', registrant.created_at)
        and cancellation.cancelled_at
        <= coalesce(registrant.cancelled_at, registrant.listed_at) + interval '1 minute'
) as by_webhook on true
where
    not exists (
        select 1
        from sync.rejected_rows as rejected
        where rejected.source = 'registrants' and rejected.row_key = registrant.row_key
    )
union all
select
    registrant.account_id,
    registrant.webinar_id,
    registrant.registrant_id,
    registrant.occurrence_id,
    registrant.email,
    nullif(btrim(registrant.payload ->> 'first_name'), '') as first_name,
    nullif(btrim(registrant.payload ->> 'last_name'), '') as last_name,
    former.created_at,
    'denied' as status,
    false as is_listed,
    former.listed_at,
    true as was_approved,
    coalesce(by_webhook.cancelled_at, former.last_approved_at) as last_approved_at,
    coalesce(by_webhook.cancelled_at, former.cancelled_at) as cancelled_at,
    former.superseded_at,
    former.approved_at
from staging.webinars_to_load as webinar
inner join zoom.former_registrations as former
    on former.account_id = webinar.account_id and former.webinar_id = webinar.webinar_id
inner join zoom.registrants as registrant
    on
        registrant.account_id = former.account_id
        and registrant.webinar_id = former.webinar_id
        and registrant.row_key = former.row_key
        and registrant.occurrence_id = former.occurrence_id
left join lateral (
    select max(cancellation.cancelled_at) as cancelled_at
    from zoom.webhook_cancellations as cancellation
    where
        cancellation.account_id = former.account_id
        and cancellation.webinar_id = former.webinar_id
        and cancellation.registrant_id = registrant.registrant_id
        and cancellation.cancelled_at
        >= coalesce(former.last_approved_at - interval '1 minute', former.created_at)
        -- What came after somebody registered again is about the later registration.
        and cancellation.cancelled_at
        <= least(former.cancelled_at + interval '1 minute', registrant.created_at)
) as by_webhook on true
where
    not exists (
        select 1
        from sync.rejected_rows as rejected
        where rejected.source = 'registrants' and rejected.row_key = registrant.row_key
    );
