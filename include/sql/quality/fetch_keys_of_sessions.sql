-- For the check: every key that some row of the sessions has that landed since the last check.
select distinct
    reading.account_id,
    jsonb_object_keys(landed.payload) as key
from sync.unchecked_readings as reading
inner join zoom.readings as latest
    on
        latest.account_id = reading.account_id
        and latest.kind = 'history'
        and latest.object_key = reading.object_key
inner join zoom.history as landed
    on landed.account_id = reading.account_id and landed.run_id = latest.run_id
where reading.source = 'sessions'
