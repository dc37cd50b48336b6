-- name: select_exclusions
-- Select which webinars are not synced, and why.
select
    account_id,
    webinar_id,
    code
from settings.webinar_exclusions;

-- name: select_recorded
-- Select the webinars whose recordings are read.
select
    account_id,
    webinar_id
from settings.recorded_webinars;

-- name: select_every_webinar
-- Select the webinars that the warehouse knows.
select
    account_id,
    webinar_id
from zoom.webinars;

-- name: count_entering
-- Count what was read of some webinars of which marts have nothing now, or nothing new: people who
-- registered and are not in marts, and webinars with a registration.
with webinars as materialized (
    select
        chosen.account_id,
        chosen.webinar_id
    from unnest(cast(:account_ids as text[]), cast(:webinar_ids as bigint[]))
        as chosen (account_id, webinar_id)
)

select
    count(distinct lower(btrim(registrant.email))) filter (
        where not exists (
            select 1
            from marts.contacts as contact
            where contact.email = lower(btrim(registrant.email))
        )
    ) as people,
    count(distinct registrant.account_id || ' ' || registrant.webinar_id) as webinars
from webinars
inner join zoom.registrants as registrant
    on
        registrant.account_id = webinars.account_id
        and registrant.webinar_id = webinars.webinar_id
where registrant.was_approved;

-- name: count_recordings
-- Count the recordings of some webinars in marts.
select count(*) as recordings
from marts.recordings as recording
where
    exists (
        select 1
        from
            unnest(cast(:account_ids as text[]), cast(:webinar_ids as bigint[]))
                as chosen (account_id, webinar_id)
        where
            chosen.account_id = recording.account_id
            and chosen.webinar_id = recording.webinar_id
    );

-- name: count_people_excluded
-- Count contacts of marts in some domains whom HubSpot does not have: they leave. Of those who were
-- sent, a push came after the last mirror, or somebody deleted them there.
select
    count(*) as people,
    count(sent.email) as sent_contacts
from marts.contacts as contact
left join hubspot.sent_contacts as sent on sent.email = contact.email
where
    exists (
        select 1
        from unnest(cast(:domains as text[])) as excluded (domain)
        where settings.in_domain(contact.email, excluded.domain)
    )
    and not exists (
        select 1
        from hubspot.active_contacts as mirror
        where mirror.email = contact.email
    );

-- name: count_people_included
-- Count people of the ledger who were left out for some domains, and for no other: they enter.
select count(distinct outcome.email) as people
from sync.outcomes as outcome
where
    outcome.email is not null
    and outcome.code = 'contact_domain_excluded'
    and exists (
        select 1
        from unnest(cast(:domains as text[])) as included (domain)
        where settings.in_domain(outcome.email, included.domain)
    )
    and not exists (
        select 1
        from settings.excluded_contact_domains as excluded
        where settings.in_domain(outcome.email, excluded.domain)
    );

-- name: count_secondary_addresses
-- Count second addresses that did something, and the contacts whose they are that marts lack.
select
    count(*) as addresses,
    count(distinct status.primary_email) filter (where contact.email is null) as people
from hubspot.address_statuses as status
left join marts.contacts as contact on contact.email = status.primary_email
where
    status.primary_email is not null
    and exists (
        select 1
        from sync.outcomes as outcome
        where outcome.email in (status.email, status.primary_email)
    );

-- name: count_history
-- Count what ended before push_since and is not sent: events, those that would be completed, and
-- the no-shows of these.
select
    count(*) as events,
    count(*) filter (where event.status = 'ended' and event.settled_at is not null) as completed,
    coalesce(
        sum(event.no_shows)
        filter (where event.status = 'ended' and event.settled_at is not null),
        0
    ) as no_shows,
    (select count(*) from hubspot.portal) as is_connected
from hubspot.events_to_hold as held
inner join marts.marketing_events as event
    on
        event.account_id = held.account_id
        and event.webinar_id = held.webinar_id
        and event.occurrence_key = held.occurrence_key
where held.reason = 'history';

-- name: count_sent_contacts
-- Count the contacts whose properties HubSpot has from here.
select count(*) as contacts
from hubspot.sent_contacts;

-- name: count_contacts
-- Count the contacts of marts.
select count(*) as contacts
from marts.contacts;

-- name: count_timeline_events
-- Count the timeline events of which no custom event was sent.
select happened.events - sent.events as events
from (select count(*) as events from marts.timeline_events) as happened
cross join (select count(*) as events from hubspot.sent_custom_events) as sent;

-- name: count_forgotten_requests
-- Count the requests of the registration action that are forgotten if they are kept for so many
-- days.
select count(*) as requests
from registration.requests
where decided_at < date_trunc('day', now(), 'UTC') - make_interval(days => :days);

-- name: count_forgotten_runs
-- Count the runs whose records are forgotten if they are kept for so many days.
select count(*) as runs
from sync.runs
where ended_at < now() - make_interval(days => :days);

-- name: count_members
-- Count the members of some saved segments, as they were last computed.
select coalesce(sum(members), 0)::bigint as members
from marts.segments
where segment = any(cast(:names as text[]));

-- name: count_native_events
-- Count the webinars of which HubSpot's own Zoom app made an event, and of which none is made here
-- while beside_native_app is off.
select count(distinct webinar_id) as webinars
from hubspot.native_twins
where not is_sent;
