-- Remember which listed webinars belong to Zoom Events: only the listing by host tells.
update zoom.webinars as known
set
    is_events_webinar = listed.is_events_webinar,
    run_id = :run_id
from (
    select
        zoom.to_bigint_or_null(raw.one ->> 'id') as webinar_id,
        bool_or(coalesce(raw.one ->> 'is_events_webinar', 'false') = 'true') as is_events_webinar
    from jsonb_array_elements(cast(:rows as jsonb)) as raw (one)
    group by 1
) as listed
where
    known.account_id = :account_id
    and known.webinar_id = listed.webinar_id
    and known.is_events_webinar is distinct from listed.is_events_webinar
