-- name: select_requested_webinars
-- Select the webinars for which somebody was last asked to be added or removed, by topic.
select
    asked.requested_id,
    topics.topic
from (
    select
        requested_id,
        max(asked_at) as asked_at
    from registration.requests
    group by requested_id
    order by max(asked_at) desc
    limit 100
) as asked
inner join
    lateral (
        select max(webinar.topic) as topic
        from zoom.webinars as webinar
        where webinar.webinar_id = zoom.to_bigint_or_null(asked.requested_id)
    ) as topics
    on true
order by asked.asked_at desc;

-- name: select_webinar_by_id
-- Select a webinar by its id, of whatever account.
select
    webinar_id,
    topic
from zoom.webinars
where webinar_id = :webinar_id
order by account_id
limit 1;

-- name: select_contacts_like
-- Select a page of contacts by a part of a name or an address; or those who are registered for a
-- webinar.
with registered as materialized (
    select distinct registration.email
    from zoom.webinars as webinar
    inner join marts.registrations as registration
        on
            registration.account_id = webinar.account_id
            and registration.webinar_id = webinar.webinar_id
    where webinar.webinar_id = :webinar_id and registration.is_approved
)

select
    contact.contact_id,
    contact.email,
    contact.first_name,
    contact.last_name,
    registered.email is not null as is_registered
from marts.contacts as contact
left join registered on registered.email = contact.email
where
    strpos(
        lower(concat_ws(' ', contact.first_name, contact.last_name, contact.email)), lower(:search)
    ) > 0
    and (not :is_registered or registered.email is not null)
order by contact.email
limit :page_rows + 1 offset :skipped;

-- name: count_chosen_contacts
-- Count those of some contacts who are registered for a webinar.
select
    count(*) filter (
        where exists (
            select 1
            from zoom.webinars as webinar
            inner join marts.registrations as registration
                on
                    registration.account_id = webinar.account_id
                    and registration.webinar_id = webinar.webinar_id
            where
                webinar.webinar_id = :webinar_id
                and registration.email = contact.email
                and registration.is_approved
        )
    ) as registered
from marts.contacts as contact
where contact.contact_id = any(cast(:contact_ids as bigint[]));

-- name: select_segment_contacts
-- Select the ids of a saved segment's members who are still contacts.
select contact.contact_id
from marts.segment_members as member
inner join marts.contacts as contact on contact.email = member.email
where member.segment = :segment
order by contact.contact_id
limit :most;

-- name: select_outcomes_of_run
-- Count what became of what a run by hand asked for.
select
    request.code,
    request.status,
    coalesce(request.message, request.deferral_reason) as message,
    count(*) as requests
from registration.requests as request
where starts_with(request.request_key, 'by hand ' || :run_id || ' ')
group by
    request.code, request.status, coalesce(request.message, request.deferral_reason)
order by count(*) desc, request.code asc;
