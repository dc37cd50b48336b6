-- For the load: which content of which reading it is about to compute marts from.
select
    reading.account_id,
    reading.webinar_id,
    reading.kind,
    reading.object_key,
    reading.digest
from sync.webinars_to_load as wanted
inner join zoom.readings as reading
    on reading.account_id = wanted.account_id and reading.webinar_id = wanted.webinar_id
