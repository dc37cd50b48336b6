-- name: select_occurrence
-- Select one occurrence.
select
    event.account_id,
    event.webinar_id,
    event.occurrence_key,
    event.topic,
    event.status,
    event.scheduled_at,
    event.started_at,
    event.ended_at,
    event.length_seconds,
    event.settled_at,
    event.registrations,
    event.cancellations,
    event.attendances,
    event.no_shows,
    event.late_registrations,
    event.anonymous_attendances,
    event.erased_registrations,
    event.erased_attendances,
    -- Whoever left later than this stayed to the end: in it in the last 5 % of its length.
    event.ended_at - event.length_seconds * 0.05 * interval '1 second' as end_begins_at
from marts.marketing_events as event
where
    event.account_id = :account_id
    and event.webinar_id = :webinar_id
    and event.occurrence_key = :occurrence_key;

-- name: select_funnel
-- Count the people of an occurrence by what they did.
select
    count(registered_at) as registered,
    count(*) filter (where state = 'attended') as attended,
    count(*) filter (where state = 'attended' and registered_at is not null)
        as registered_and_attended,
    count(*) filter (where state = 'attended' and left_at >= :end_begins_at) as stayed,
    count(*) filter (where state = 'attended' and cancelled_at is not null)
        as cancelled_and_attended,
    count(*) filter (where state = 'registered') as still_registered
from marts.participations
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and occurrence_key = :occurrence_key;

-- name: select_attendance_curve
-- Select how many people were in an occurrence at the beginning of each step of minutes, from its
-- start on, and how many came and went since the step before. Two connections of a person at the
-- same time are one; of anonymous people each connection is a person.
with stays as (
    select unnest(range_agg(tstzrange(joined_at, left_at))) as stay
    from marts.attendance_connections
    where
        account_id = :account_id
        and webinar_id = :webinar_id
        and occurrence_key = :occurrence_key
        and left_at > joined_at
    group by coalesce(email, ''), case when email is null then session_uuid end,
        case when email is null then user_id end, case when email is null then joined_at end
),

changes as (
    select
        ceil(extract(epoch from moment.at - cast(:started_at as timestamptz)) / (60 * :step))
            as place,
        sum(moment.joined) as joined,
        sum(moment.departed) as departed
    from stays
    cross join lateral (
        values (lower(stay), 1, 0), (upper(stay), 0, 1)
    ) as moment (at, joined, departed)
    group by place
)

select
    cast(:started_at as timestamptz) + place.number * :step * interval '1 minute' as moment,
    coalesce(changes.joined, 0) as joined,
    coalesce(changes.departed, 0) as departed,
    sum(coalesce(changes.joined, 0) - coalesce(changes.departed, 0)) over (order by place.number)
        as present
from generate_series(
    least(0, (select min(place) from changes)),
    greatest(
        ceil(
            extract(epoch from cast(:ended_at as timestamptz) - cast(:started_at as timestamptz))
            / (60 * :step)
        ),
        (select max(place) from changes)
    )
) as place (number)
left join changes on changes.place = place.number
order by place.number;

-- name: select_people
-- Select a page of the people of an occurrence, with how many fit in all.
with people as (
    select
        participation.email,
        contact.contact_id,
        nullif(concat_ws(' ', contact.first_name, contact.last_name), '') as name,
        participation.state,
        participation.registered_at,
        participation.cancelled_at,
        participation.joined_at,
        participation.left_at,
        participation.attended_seconds,
        participation.attendance_percent
    from marts.participations as participation
    left join marts.contacts as contact on contact.email = participation.email
    where
        participation.account_id = :account_id
        and participation.webinar_id = :webinar_id
        and participation.occurrence_key = :occurrence_key
        and (
            cast(:state as text) = ''
            or (:state = 'stayed'
                and participation.state = 'attended'
                and participation.left_at >= :end_begins_at)
            or participation.state = :state
        )
        and (
            cast(:pattern as text) = ''
            or participation.email ilike :pattern
            or concat_ws(' ', contact.first_name, contact.last_name) ilike :pattern
        )
),

sorted as (
    select
        people.*,
        count(*) over () as rows_in_all,
        case cast(:sort as text)
            when 'person' then lower(coalesce(name, email))
            when 'state' then state
        end as text_key,
        case cast(:sort as text)
            when 'registered' then extract(epoch from registered_at)
            when 'joined' then extract(epoch from joined_at)
            when 'left' then extract(epoch from left_at)
            when 'time' then attended_seconds
            when 'percent' then attendance_percent
        end as number_key
    from people
)

select
    email,
    contact_id,
    name,
    state,
    registered_at,
    cancelled_at,
    joined_at,
    left_at,
    attended_seconds,
    attendance_percent,
    rows_in_all
from sorted
order by
    case when not :is_descending then text_key end asc nulls last,
    case when :is_descending then text_key end desc nulls last,
    case when not :is_descending then number_key end asc nulls last,
    case when :is_descending then number_key end desc nulls last,
    email asc
limit :page_rows offset :skipped;

-- name: select_occurrence_outcomes
-- Count what is not counted of an occurrence, by code: its attendances and connections, and the
-- registrations of its webinar, which are of no single date; and rows that could not be used.
select
    counted.subject,
    counted.code,
    codes.meaning,
    codes.what_changes_it,
    counted.subjects,
    counted.connections
from (
    select
        outcome.subject,
        outcome.code,
        count(*) as subjects,
        sum(outcome.connections) as connections
    from sync.outcomes as outcome
    where
        outcome.account_id = :account_id
        and outcome.webinar_id = :webinar_id
        and (
            outcome.occurrence_key = :occurrence_key
            or (outcome.occurrence_key = '' and outcome.subject = 'registration')
        )
        and outcome.code <> 'synced'
    group by outcome.subject, outcome.code
    union all
    select
        'connection' as subject,
        'rejected' as code,
        count(*) as subjects,
        count(*) as connections
    from zoom.sessions as session
    inner join sync.rejected_rows as rejected
        on
            rejected.source = 'participants'
            and rejected.account_id = session.account_id
            and rejected.object_key = session.session_uuid
    where
        session.account_id = :account_id
        and session.webinar_id = :webinar_id
        and session.occurrence_key = :occurrence_key
    having count(*) > 0
    union all
    select
        'registration' as subject,
        'rejected' as code,
        count(*) as subjects,
        0 as connections
    from sync.rejected_rows as rejected
    where
        rejected.source = 'registrants'
        and rejected.account_id = :account_id
        and rejected.object_key = cast(:webinar_id as text)
    having count(*) > 0
) as counted
inner join sync.codes as codes on codes.code = counted.code
order by counted.subject, counted.subjects desc, counted.code;

-- name: explain_event
-- Say what HubSpot was told of an occurrence, and what waits; nothing before the first push.
select
    explained.happened_at,
    explained.code,
    explained.why,
    explained.what_changes_it
from hubspot.explain_event(:account_id, :webinar_id, :occurrence_key) as explained
where exists (select 1 from hubspot.portal);
