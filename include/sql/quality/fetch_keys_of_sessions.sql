-- For the check: every key that some row of the sessions has that landed since the last check.
select distinct
    reading.account_id,
    jsonb_object_keys(landed.payload) as key
from sync.readings_to_check as reading
inner join zoom.history as landed on reading.account_id = landed.account_id
where reading.source = 'sessions' and not landed.is_checked
