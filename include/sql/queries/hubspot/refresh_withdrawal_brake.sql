-- name: refresh_withdrawal_brake
-- Find out whether so many contacts, participations, or members of a list are to be withdrawn that
-- they wait.
with waiting as materialized (
    select count(*) as waiting
    from hubspot.withdrawals as withdrawal
    where withdrawal.object_kind = :object_kind and not withdrawal.is_exempt
),

counted as materialized (
    select
        waiting.waiting,
        lately.removed,
        lately.removed + case
            when :object_kind = 'contact' then (select count(*) from hubspot.sent_contacts)
            when starts_with(:object_kind, 'list ')
                then (
                    select count(*) from hubspot.sent_list_members
                    where 'list ' || segment = :object_kind
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
                removal.object_kind = :object_kind
                and removal.action = 'withdraw'
                and removal.removed_at > clock.present_at - interval '24 hours'
        ) as lately
    where waiting.waiting > 0
),

released as (
    delete from hubspot.braked as brake
    where
        brake.object_kind = :object_kind
        and brake.action = 'withdraw'
        and not exists (
            select 1
            from counted
            where counted.waiting + counted.removed > greatest(2, counted.held / 10.0)
        )
)

insert into hubspot.braked (object_kind, action, waiting, removed, held)
select
    :object_kind,
    'withdraw' as action,
    counted.waiting,
    counted.removed,
    counted.held
from counted
where counted.waiting + counted.removed > greatest(2, counted.held / 10.0)
on conflict (object_kind, action) do update
    set
        waiting = excluded.waiting,
        removed = excluded.removed,
        held = excluded.held;
