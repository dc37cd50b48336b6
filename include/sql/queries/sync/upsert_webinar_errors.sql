-- name: upsert_webinar_errors
-- Report of each computed webinar what somebody could mend in Zoom (hidden addresses, Zoom Events),
-- by object and code; clear what is mended.
with to_report as (
    select
        outcome.account_id || ' ' || outcome.webinar_id as object_key,
        'no_email' as code,
        format(
            '%s of %s connections to the webinar %s have no address: Zoom hides those of guests.',
            sum(outcome.connections) filter (where outcome.code = 'no_email'),
            sum(outcome.connections),
            outcome.webinar_id
        ) as message,
        'Turn registration on for the webinar in Zoom: those who register are known.' as remedy
    from staging.webinars as loaded
    inner join sync.outcomes as outcome
        on loaded.account_id = outcome.account_id and loaded.webinar_id = outcome.webinar_id
    group by outcome.account_id, outcome.webinar_id
    having bool_or(outcome.code = 'no_email')
    union all
    select
        outcome.account_id || ' ' || outcome.webinar_id as object_key,
        'zoom_events' as code,
        format(
            'The webinar %s belongs to Zoom Events, which does not share its people this way.',
            outcome.webinar_id
        ) as message,
        'Nothing here: run it as a plain Zoom webinar next time.' as remedy
    from staging.webinars as loaded
    inner join sync.outcomes as outcome
        on loaded.account_id = outcome.account_id and loaded.webinar_id = outcome.webinar_id
    where outcome.subject = 'webinar' and outcome.code = 'zoom_events'
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
        and error.code in ('no_email', 'zoom_events', 'not_computed')
        and error.cleared_at is null
        and not exists (
            select 1 from to_report
            where to_report.object_key = error.object_key and to_report.code = error.code
        )
)

insert into sync.errors as error (object_kind, object_key, code, message, remedy, run_id)
select
    'webinar' as kind,
    to_report.object_key,
    to_report.code,
    to_report.message,
    to_report.remedy,
    :run_id as run
from to_report
on conflict (object_kind, object_key, code) do update
    set
        message = excluded.message,
        remedy = excluded.remedy,
        last_seen_at = now(),
        cleared_at = null,
        run_id = excluded.run_id;
