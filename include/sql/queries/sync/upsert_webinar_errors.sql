-- name: upsert_webinar_errors
-- Report of each computed webinar, as notices, what Zoom does not tell (hidden addresses, Zoom
-- Events), and what would help, by object and code; clear what is mended.
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
        case
            when bool_or(webinar.gone_at is not null)
                then
                    'Nothing can be changed for this webinar any more. Turn registration on for '
                    || 'the next one in Zoom: those who register are known.'
            -- 2: no registration.
            when coalesce(max(webinar.approval_type), 2) = 2
                then 'Turn registration on for the webinar in Zoom: those who register are known.'
            when bool_or(webinar.payload -> 'settings' ->> 'email_in_attendee_report' = 'true')
                then
                    'Nothing more can be switched on for this webinar: Zoom already includes the '
                    || 'addresses of guests in reports. Those who have none there joined by '
                    || 'phone, or without signing in.'
            else
                'In the webinar''s settings in Zoom, switch on that addresses of guests are '
                || 'included in reports (email_in_attendee_report).'
        end as remedy
    from staging.webinars as loaded
    inner join zoom.webinars as webinar
        on loaded.account_id = webinar.account_id and loaded.webinar_id = webinar.webinar_id
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
        'Nothing can be done for this webinar: run it as a plain Zoom webinar next time.' as remedy
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

insert into sync.errors as error (
    object_kind, object_key, code, severity, message, remedy, run_id
)
select
    'webinar' as kind,
    to_report.object_key,
    to_report.code,
    'notice' as severity,
    to_report.message,
    to_report.remedy,
    :run_id as run
from to_report
on conflict (object_kind, object_key, code) do update
    set
        severity = excluded.severity,
        message = excluded.message,
        remedy = excluded.remedy,
        last_seen_at = now(),
        cleared_at = null,
        run_id = excluded.run_id;
