-- For the check: details of webinars that landed since the last check.
select
    webinar.account_id,
    cast(webinar.webinar_id as text) as row_key
from sync.readings_to_check as reading
inner join zoom.webinars as webinar
    on webinar.account_id = reading.account_id and webinar.webinar_id = reading.webinar_id
where reading.source = 'webinars' and webinar.gone_at is null
