-- name: select_registration_requests
-- Select a page of the requests to add people to webinars or to remove them, and what became of
-- each, the latest first.
with chosen as materialized (
    select
        request.request_key,
        count(*) over () as rows_in_all
    from registration.requests as request
    where
        (:webinar = '' or request.requested_id = :webinar)
        and (:source = '' or request.source = :source)
        and (:action = '' or request.action = :action)
        and (
            :state = ''
            or (:state = 'waiting' and request.code is null)
            or (:state = request.status)
        )
    order by request.asked_at desc, request.request_key asc
    limit :page_rows offset :skipped
)

select
    request.source,
    request.action,
    request.webinar,
    request.first_name,
    request.last_name,
    request.asked_at,
    request.not_before,
    request.deferral_reason,
    request.code,
    request.status,
    request.message,
    request.answered_at,
    request.is_expired,
    request.is_erased,
    coalesce(request.contact_id, contact.contact_id) as contact_id,
    topics.topic,
    chosen.rows_in_all
from chosen
inner join registration.requests as request on request.request_key = chosen.request_key
left join marts.contacts as contact on contact.email = lower(btrim(request.email))
left join
    lateral (
        select max(webinar.topic) as topic
        from zoom.webinars as webinar
        where webinar.webinar_id = zoom.to_bigint_or_null(request.requested_id)
    ) as topics
    on true
order by request.asked_at desc, request.request_key asc;
