-- For the check: registrants of listings that landed since the last check.
-- A row listed for several dates is checked once; those that vanished since are judged as well.
select distinct on (registrant.account_id, registrant.row_key)
    registrant.account_id,
    registrant.row_key,
    nullif(registrant.registrant_id, '') as id,
    registrant.created_at as create_time,
    coalesce(registrant.status, '') as status,
    registrant.email
from sync.readings_to_check as reading
inner join zoom.registrants as registrant
    on
        registrant.account_id = reading.account_id
        and registrant.webinar_id = reading.webinar_id
where reading.source = 'registrants'
order by registrant.account_id, registrant.row_key, registrant.created_at, registrant.occurrence_id
