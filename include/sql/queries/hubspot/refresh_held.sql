-- name: refresh_held
-- Remember what is held back, since when, and why. An event is remembered while it lacks people.
with present as materialized (
    select
        object_kind,
        action,
        object_key,
        account_id,
        webinar_id,
        occurrence_key,
        email,
        reason,
        next_at
    from hubspot.things_to_hold
),

gone as (
    delete from hubspot.held as held
    where not exists (
        select 1
        from present
        where
            present.object_kind = held.object_kind
            and present.object_key = held.object_key
    )
)

insert into hubspot.held as held (
    object_kind, object_key, action, account_id, webinar_id, occurrence_key, email, reason,
    since, next_at, run_id
)
select
    present.object_kind,
    present.object_key,
    present.action,
    present.account_id,
    present.webinar_id,
    present.occurrence_key,
    present.email,
    present.reason,
    clock.present_at,
    present.next_at,
    :run_id
from present
cross join hubspot.clock as clock
order by present.object_kind, present.object_key
on conflict (object_kind, object_key) do update
    set
        reason = excluded.reason,
        since = case
            when
                coalesce(held.reason, 'to_be_sent') in ('attendance', 'to_be_sent')
                and coalesce(excluded.reason, 'to_be_sent') in ('attendance', 'to_be_sent')
                then held.since
            when held.reason = excluded.reason then held.since
            else excluded.since
        end,
        next_at = excluded.next_at,
        run_id = excluded.run_id
    where
    (held.reason, held.next_at) is distinct from (excluded.reason, excluded.next_at);
