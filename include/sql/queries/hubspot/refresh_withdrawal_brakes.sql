-- name: refresh_withdrawal_brakes
-- Find out of which kinds (contacts, participations, members of a list) so many are to be withdrawn
-- that they wait.
with waiting as materialized (
    select
        withdrawal.object_kind,
        count(*) as waiting
    from hubspot.withdrawals as withdrawal
    where withdrawal.object_kind = any(:object_kinds) and not withdrawal.is_exempt
    group by withdrawal.object_kind
),

counted as materialized (
    select
        waiting.object_kind,
        waiting.waiting,
        lately.removed,
        lately.removed + case
            when waiting.object_kind = 'contact' then (select count(*) from hubspot.sent_contacts)
            when starts_with(waiting.object_kind, 'list ')
                then (
                    select count(*) from hubspot.sent_list_members
                    where 'list ' || segment = waiting.object_kind
                )
            else (
                select count(*) from hubspot.sent_participations
                where not is_withdrawn
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
                and removal.action = 'withdraw'
                and removal.removed_at > clock.present_at - interval '24 hours'
        ) as lately
),

released as (
    delete from hubspot.braked as brake
    where
        brake.object_kind = any(:object_kinds)
        and brake.action = 'withdraw'
        and not exists (
            select 1
            from counted
            where
                counted.object_kind = brake.object_kind
                and counted.waiting + counted.removed > greatest(2, counted.held / 10.0)
        )
)

insert into hubspot.braked (object_kind, action, waiting, removed, held)
select
    counted.object_kind,
    'withdraw' as action,
    counted.waiting,
    counted.removed,
    counted.held
from counted
where counted.waiting + counted.removed > greatest(2, counted.held / 10.0)
order by counted.object_kind
on conflict (object_kind, action) do update
    set
        waiting = excluded.waiting,
        removed = excluded.removed,
        held = excluded.held;
