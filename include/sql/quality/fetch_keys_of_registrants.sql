-- For the check: every key that some row of the registrants has that landed since the last check.
-- Those that vanished since are judged as well: if all did, theirs are the keys.
select distinct
    reading.account_id,
    jsonb_object_keys(landed.payload) as key
from sync.readings_to_check as reading
inner join zoom.registrants as landed
    on landed.account_id = reading.account_id and landed.webinar_id = reading.webinar_id
where
    reading.source = 'registrants'
    and (
        landed.is_listed
        or not exists (
            select 1
            from sync.readings_to_check as other
            inner join zoom.registrants as listed
                on listed.account_id = other.account_id and listed.webinar_id = other.webinar_id
            where
                other.source = 'registrants'
                and other.account_id = landed.account_id
                and listed.is_listed
        )
    )
