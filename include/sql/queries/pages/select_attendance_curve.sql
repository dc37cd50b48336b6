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
    group by coalesce(email, concat_ws(' ', session_uuid, user_id, joined_at))
),

changes as (
    select
        cast(
            ceil(
                cast(
                    extract(epoch from moment.at - cast(:started_at as timestamptz))
                    as double precision
                ) / (60 * :step)
            ) as int
        ) as place,
        sum(moment.joined) as joined,
        sum(moment.departed) as departed
    from stays
    cross join
        lateral (
            values (lower(stay), 1, 0), (upper(stay), 0, 1)
        ) as moment (at, joined, departed)
    group by place
)

select
    cast(:started_at as timestamptz) + place.number * :step * interval '1 minute' as moment,
    coalesce(change.joined, 0) as joined,
    coalesce(change.departed, 0) as departed,
    sum(coalesce(change.joined, 0) - coalesce(change.departed, 0)) over (order by place.number)
        as present
from
    generate_series(
        least(0, (select min(first.place) from changes as first)),
        greatest(
            cast(
                ceil(
                    extract(
                        epoch from cast(:ended_at as timestamptz) - cast(:started_at as timestamptz)
                    ) / (60 * :step)
                ) as int
            ),
            (select max(last.place) from changes as last)
        )
    ) as place (number)
left join changes as change on change.place = place.number
order by place.number;
