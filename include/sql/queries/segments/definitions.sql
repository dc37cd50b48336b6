-- name: select_segments
-- Select the saved segments, and who changed each last.
select
    segment.name,
    segment.sql,
    segment.description,
    segment.is_kept_as_list,
    change.changed_at,
    change.changed_by
from settings.segments as segment
left join
    lateral (
        select
            history.changed_at,
            history.changed_by
        from settings.history as history
        where
            history.table_name = 'segments'
            and history.new_row ->> 'name' = segment.name
        order by history.change_id desc
        limit 1
    ) as change
    on true
order by segment.name;

-- name: upsert_segment
-- Save one segment, by its name.
insert into settings.segments (name, sql, description, is_kept_as_list)
values (:name, :sql, :description, :is_kept_as_list)
on conflict (name) do update
    set
        sql = excluded.sql,
        description = excluded.description,
        is_kept_as_list = excluded.is_kept_as_list;

-- name: delete_segment
-- Forget one saved segment.
delete from settings.segments
where name = :name;

-- name: select_has_segments
-- Tell whether a segment is saved, or members of one that is saved no more are left. Not while
-- marts are emptied, which the next load makes anew: nobody left a segment.
select
    (
        exists (select 1 from settings.segments)
        or exists (select 1 from marts.segments)
    )
    and (
        exists (select 1 from marts.contacts)
        or not exists (
            select 1 from sync.outcomes
            where code = 'synced'
            union all
            select 1 from sync.frozen_outcomes
            where code = 'synced'
        )
    ) as has_segments;
