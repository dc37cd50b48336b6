-- name: select_options
-- Select webinars to come that somebody can be added to, soonest first, as a workflow's editor
-- lists them.
select
    webinar.webinar_id,
    coalesce(webinar.topic, 'Zoom webinar') as topic,
    webinar.scheduled_at,
    coalesce(webinar.timezone, 'UTC') as timezone
from registration.open_webinars as webinar
where
    :search = ''
    or strpos(lower(webinar.topic), lower(:search)) > 0
    or strpos(
        webinar.webinar_id::text,
        coalesce(nullif(regexp_replace(:search, '[\s-]', '', 'g'), ''), 'none')
    ) > 0
order by webinar.scheduled_at asc nulls last, webinar.webinar_id asc
limit :most offset :skipped;
