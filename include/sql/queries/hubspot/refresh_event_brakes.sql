-- name: refresh_event_brakes
-- Find out whether so many events are to be deleted, or cancelled, that they wait.
with waiting as materialized (
    select
        hold.action,
        count(*) as waiting
    from hubspot.event_holds as hold
    where hold.action in ('delete', 'cancel') and hold.reason is null and not hold.is_exempt
    group by hold.action
),

counted as materialized (
    select
        waiting.action,
        waiting.waiting,
        lately.removed,
        lately.removed + (select count(*) from hubspot.sent_events) as held
    from waiting
    cross join
        lateral (
            select coalesce(sum(removal.amount), 0) as removed
            from hubspot.removals as removal
            cross join hubspot.clock as clock
            where
                removal.object_kind = 'marketing_event'
                and removal.action = waiting.action
                and removal.removed_at > clock.present_at - interval '24 hours'
        ) as lately
),

released as (
    delete from hubspot.braked as brake
    where
        brake.object_kind = 'marketing_event'
        and not exists (
            select 1
            from counted
            where
                counted.action = brake.action
                and counted.waiting + counted.removed > greatest(2, counted.held / 10.0)
        )
)

insert into hubspot.braked (object_kind, action, waiting, removed, held)
select
    'marketing_event' as object_kind,
    counted.action,
    counted.waiting,
    counted.removed,
    counted.held
from counted
where counted.waiting + counted.removed > greatest(2, counted.held / 10.0)
order by counted.action
on conflict (object_kind, action) do update
    set
        waiting = excluded.waiting,
        removed = excluded.removed,
        held = excluded.held;
