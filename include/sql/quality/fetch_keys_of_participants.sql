-- For the check: every key that some row of the participants has that landed since the last check.
select distinct
    reading.account_id,
    jsonb_object_keys(landed.payload) as key
from sync.readings_to_check as reading
inner join zoom.connections as landed
    on landed.account_id = reading.account_id and landed.session_uuid = reading.object_key
where reading.source = 'participants'
