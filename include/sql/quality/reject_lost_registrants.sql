-- Rows of readings that broke their contract and can no longer be asked for: set aside one by one.
insert into sync.rejected_rows (source, row_key, account_id, object_key, reason, row, run_id)
select distinct on (landed.row_key)
    'registrants' as source,
    landed.row_key,
    landed.account_id,
    reading.object_key,
    'broke the contract of its endpoint, and Zoom no longer has it' as reason,
    landed.payload as row,
    :run_id
from zoom.readings as reading
inner join zoom.webinars as webinar
    on
        webinar.account_id = reading.account_id
        and webinar.webinar_id = reading.webinar_id
        and (webinar.gone_at is not null or webinar.approval_type = 2)
inner join zoom.registrants as landed
    on
        landed.account_id = reading.account_id
        and landed.webinar_id = reading.webinar_id
where
    reading.account_id = :account_id
    and reading.kind = 'registrants'
    and reading.must_repeat
order by landed.row_key
on conflict (source, row_key) do nothing
