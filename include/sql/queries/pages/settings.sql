-- name: select_saved_segments
-- Select the saved segments, with how many people are in each.
select
    saved.name,
    saved.description,
    saved.is_kept_as_list,
    computed.members
from settings.segments as saved
left join marts.segments as computed on computed.segment = saved.name
order by saved.name;

-- name: select_latest_change
-- Select who changed a setting last, and when.
select
    changed_at,
    changed_by
from settings.history
order by change_id desc
limit 1;

-- name: select_setting_names
-- Select the names of hosts and the topics of webinars, by account and id.
select
    'host' as kind,
    host.account_id,
    host.user_id as object_id,
    coalesce(
        nullif(
            btrim(concat_ws(' ', host.payload ->> 'first_name', host.payload ->> 'last_name')), ''
        ),
        host.email
    ) as name
from zoom.users as host
where host.user_id = any(cast(:host_ids as text[]))
union all
select
    'webinar' as kind,
    webinar.account_id,
    webinar.webinar_id::text as object_id,
    webinar.topic as name
from zoom.webinars as webinar
where webinar.webinar_id = any(cast(:webinar_ids as bigint[]));

-- name: select_setting_changes
-- Select a page of who changed which setting when, the latest first.
select
    history.changed_at,
    history.changed_by,
    history.table_name,
    history.old_row,
    history.new_row,
    count(*) over () as rows_in_all
from settings.history as history
order by history.change_id desc
limit :page_rows offset :skipped;
