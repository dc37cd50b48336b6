-- name: select_causes
-- Select what is wrong now, by cause: errors first, and what is wrong for longest.
select
    object_kind,
    code,
    severity,
    count(*) as objects,
    sum(resources) as resources,
    min(first_seen_at) as since,
    count(distinct remedy) as remedies,
    (array_agg(message order by last_seen_at desc))[1] as message,
    (array_agg(remedy order by last_seen_at desc))[1] as remedy,
    (array_agg(run_id order by last_seen_at desc))[1] as run_id
from sync.errors
where cleared_at is null
group by object_kind, code, severity
order by severity, since, object_kind, code;

-- name: select_errors
-- Select the objects of a cause, those that are open or those that are cleared, a page at a time.
select
    object_kind,
    object_key,
    code,
    severity,
    message,
    remedy,
    resources,
    first_seen_at,
    last_seen_at,
    cleared_at,
    run_id
from sync.errors
where
    (:object_kind = '' or object_kind = :object_kind)
    and (:code = '' or code = :code)
    and (cleared_at is null) = :is_open
order by
    case when :sort = 'first_seen_at' and not :is_descending then first_seen_at end asc,
    case when :sort = 'first_seen_at' and :is_descending then first_seen_at end desc,
    case when :sort = 'last_seen_at' and not :is_descending then last_seen_at end asc,
    case when :sort = 'last_seen_at' and :is_descending then last_seen_at end desc,
    case when :sort = 'object_key' and not :is_descending then object_key end asc,
    case when :sort = 'object_key' and :is_descending then object_key end desc,
    object_kind asc,
    object_key asc,
    code asc
limit :page_rows offset :skipped;

-- name: count_errors
-- Count the objects of a cause, those that are open and those that are cleared.
select
    count(*) filter (where cleared_at is null) as open,
    count(*) filter (where cleared_at is not null) as cleared
from sync.errors
where
    (:object_kind = '' or object_kind = :object_kind)
    and (:code = '' or code = :code);
