-- Say of each computed webinar what somebody could mend in Zoom: hidden addresses, Zoom Events.
-- By object and code; clears what is mended.
with found as (
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
    update sync.errors as known
    set
        cleared_at = now(),
        run_id = :run_id
    from staging.webinars as loaded
    where
        known.object_kind = 'webinar'
        and known.object_key = loaded.account_id || ' ' || loaded.webinar_id
        and known.code in ('no_email', 'zoom_events', 'not_computed')
        and known.cleared_at is null
        and not exists (
            select 1 from found
            where found.object_key = known.object_key and found.code = known.code
        )
)

insert into sync.errors as known (object_kind, object_key, code, message, remedy, run_id)
select
    'webinar' as kind,
    found.object_key,
    found.code,
    found.message,
    found.remedy,
    :run_id as run
from found
on conflict (object_kind, object_key, code) do update
    set
        message = excluded.message,
        remedy = excluded.remedy,
        last_seen_at = now(),
        cleared_at = null,
        run_id = excluded.run_id
