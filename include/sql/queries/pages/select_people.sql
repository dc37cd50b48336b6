-- name: select_people
-- Select a page of the people of an occurrence, with how many fit in all.
with people as (
    select
        participation.email,
        contact.name,
        participation.state,
        participation.registered_at,
        participation.cancelled_at,
        participation.joined_at,
        participation.left_at,
        participation.attended_seconds,
        participation.attendance_percent
    from marts.participations as participation
    -- Names are looked up of everybody only where they decide something.
    left join lateral (
        select nullif(concat_ws(' ', named.first_name, named.last_name), '') as name
        from marts.contacts as named
        where
            (:sort = 'person' or :pattern <> '')
            and named.email = participation.email
    ) as contact on true
    where
        participation.account_id = :account_id
        and participation.webinar_id = :webinar_id
        and participation.occurrence_key = :occurrence_key
        and (
            cast(:state as text) = ''
            or (
                :state = 'stayed'
                and participation.state = 'attended'
                and participation.left_at >= :end_begins_at
            )
            or participation.state = :state
        )
        and (
            cast(:pattern as text) = ''
            or participation.email ilike :pattern
            or contact.name ilike :pattern
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
),

page as (
    select *
    from sorted
    order by
        case when not :is_descending then text_key end asc nulls last,
        case when :is_descending then text_key end desc nulls last,
        case when not :is_descending then number_key end asc nulls last,
        case when :is_descending then number_key end desc nulls last,
        email asc
    limit :page_rows offset :skipped
)

select
    page.email,
    contact.contact_id,
    nullif(concat_ws(' ', contact.first_name, contact.last_name), '') as name,
    page.state,
    page.registered_at,
    page.cancelled_at,
    page.joined_at,
    page.left_at,
    page.attended_seconds,
    page.attendance_percent,
    page.rows_in_all
from page
left join marts.contacts as contact on contact.email = page.email
order by
    case when not :is_descending then page.text_key end asc nulls last,
    case when :is_descending then page.text_key end desc nulls last,
    case when not :is_descending then page.number_key end asc nulls last,
    case when :is_descending then page.number_key end desc nulls last,
    page.email asc;
