-- For the check: every key that some row of the registrants has that landed since the last check.
select distinct
    reading.account_id,
    jsonb_object_keys(landed.payload) as key
from sync.unchecked_readings as reading
inner join zoom.registrants as landed
    on landed.account_id = reading.account_id and landed.webinar_id = reading.webinar_id
where reading.source = 'registrants' and landed.is_listed
