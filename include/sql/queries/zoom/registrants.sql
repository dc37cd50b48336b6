-- name: lock_registrants
-- Lock some webinars, as those do who land registrants, and select when these were listed last. In
-- the order of the key, so that an extraction and a registration never wait for each other.
select
    webinar.webinar_id,
    reading.answered_at as listed_at
from zoom.webinars as webinar
left join zoom.readings as reading
    on
        reading.account_id = webinar.account_id
        and reading.kind = 'registrants'
        and reading.object_key = cast(webinar.webinar_id as text)
where
    webinar.account_id = :account_id
    and webinar.webinar_id = any(cast(:webinar_ids as bigint[]))
order by webinar.webinar_id
for no key update of webinar;

-- name: select_webinars_of_taken_back
-- Select those of some webinars for which somebody registered who was erased, and is taken back.
select distinct webinar_id
from zoom.taken_back_registrations
where account_id = :account_id and webinar_id = any(cast(:webinar_ids as bigint[]));

-- name: select_listed_registrants
-- Select registrations that the last full listing had, for the requested dates.
select
    registrant_id,
    occurrence_id
from zoom.registrants
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and is_listed
    and registrant_id <> ''
    and occurrence_id = any(cast(:occurrence_ids as text[]))
order by registrant_id, occurrence_id;

-- name: select_approved
-- Select the registrations that the last full listing had as approved, for a date or (empty) for
-- the whole webinar.
select registrant_id
from zoom.registrants
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and is_listed
    and status = 'approved'
    and occurrence_id = :occurrence_id;
