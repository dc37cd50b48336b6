-- name: refresh_brakes
-- Find out of which kinds so much is to be removed that it waits: events that are to be deleted or
-- cancelled; contacts, participations and members of a list that are to be withdrawn.
with waiting as materialized (
    select
        'marketing_event' as object_kind,
        hold.action,
        count(*) as waiting
    from hubspot.event_holds as hold
    where
        'marketing_event' = any(:object_kinds)
        and hold.action in ('delete', 'cancel')
        and hold.reason is null
        and not hold.is_exempt
    group by hold.action
    union all
    select
        withdrawal.object_kind,
        'withdraw' as action,
        count(*) as waiting
    from hubspot.withdrawals as withdrawal
    where withdrawal.object_kind = any(:object_kinds) and not withdrawal.is_exempt
    group by withdrawal.object_kind
),

counted as materialized (
    select
        waiting.object_kind,
        waiting.action,
        waiting.waiting,
        lately.removed,
        lately.removed + case
            when waiting.object_kind = 'marketing_event'
                then (select count(*) from hubspot.sent_events)
            when waiting.object_kind = 'contact' then (select count(*) from hubspot.sent_contacts)
            when waiting.object_kind = 'participation'
                then (
                    select count(*) from hubspot.sent_participations
                    where not is_withdrawn
                )
            else (
                select count(*) from hubspot.sent_list_members
                where 'list ' || segment = waiting.object_kind
            )
        end as held
    from waiting
    cross join
        lateral (
            select coalesce(sum(removal.amount), 0) as removed
            from hubspot.removals as removal
            cross join hubspot.clock as clock
            where
                removal.object_kind = waiting.object_kind
                and removal.action = waiting.action
                and removal.removed_at > clock.present_at - interval '24 hours'
        ) as lately
),

too_many as materialized (
    select
        object_kind,
        action,
        waiting,
        removed,
        held
    from counted
    where waiting + removed > greatest(2, held / 10.0)
),

released as (
    delete from hubspot.braked as brake
    where
        brake.object_kind = any(:object_kinds)
        and not exists (
            select 1
            from too_many
            where too_many.object_kind = brake.object_kind and too_many.action = brake.action
        )
)

insert into hubspot.braked (object_kind, action, waiting, removed, held)
select
    object_kind,
    action,
    waiting,
    removed,
    held
from too_many
order by object_kind, action
on conflict (object_kind, action) do update
    set
        waiting = excluded.waiting,
        removed = excluded.removed,
        held = excluded.held;
