-- name: upsert_incomplete_errors
-- Report of each computed webinar what it was loaded without; clear what came, by object and code.
with to_report as (
    select
        missing.account_id || ' ' || missing.webinar_id as object_key,
        missing.webinar_id,
        string_agg(
            case missing.missing
                when 'detail' then 'its detail'
                when 'type' then 'its type'
                when 'events_flag' then 'its host''s list of webinars'
                when 'panelists' then 'its panelists'
                else 'its registrants'
            end,
            ', '
            order by missing.missing
        ) as parts
    from staging.missing as missing
    group by missing.account_id, missing.webinar_id
),

mended as (
    update sync.errors as error
    set
        cleared_at = now(),
        run_id = :run_id
    from staging.webinars as loaded
    where
        error.object_kind = 'webinar'
        and error.object_key = loaded.account_id || ' ' || loaded.webinar_id
        and error.code = 'incomplete'
        and error.cleared_at is null
        and not exists (
            select 1 from to_report
            where to_report.object_key = error.object_key
        )
)

insert into sync.errors as error (object_kind, object_key, code, message, remedy, run_id)
select
    'webinar' as kind,
    to_report.object_key,
    'incomplete' as code,
    format(
        'Zoom has refused to answer about the webinar %s for more than a day (%s), so it is loaded '
        'without: a panelist may count as an attendee, and registrations may be missing.',
        to_report.webinar_id,
        to_report.parts
    ) as message,
    'Open the webinar in Zoom as its host: whether it opens, and whether the app''s scopes and the '
    'host''s licence still cover it. Each run asks again, and mends the webinar once Zoom answers.'
        as remedy,
    :run_id as run
from to_report
on conflict (object_kind, object_key, code) do update
    set
        message = excluded.message,
        remedy = excluded.remedy,
        last_seen_at = now(),
        cleared_at = null,
        run_id = excluded.run_id;
