create or replace view hubspot.push_since as
select
    boundary.day,
    boundary.day::timestamp at time zone 'UTC' as since
from settings.sync as settings
cross join hubspot.clock as clock
left join hubspot.connected as connected on true
cross join
    lateral (
        select
            coalesce(
                settings.push_since,
                (coalesce(connected.connected_at, clock.present_at) at time zone 'UTC')::date
            ) as day
    ) as boundary;
comment on view hubspot.push_since is
'One row: the day from which on what ended is sent, and its beginning; what ended before is '
'history';
