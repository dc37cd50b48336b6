-- For the check: every key that some row of the webinars has that landed since the last check.
select distinct
    reading.account_id,
    jsonb_object_keys(landed.payload) as key
from sync.readings_to_check as reading
inner join zoom.webinars as landed
    on landed.account_id = reading.account_id and landed.webinar_id = reading.webinar_id
where reading.source = 'webinars' and landed.payload is not null
