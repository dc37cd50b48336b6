-- Move the watermarks to what was known when marts were computed; never back.
insert into sync.watermarks as known (account_id, watermark, run_id)
select
    loaded.account_id,
    loaded.as_of,
    :run_id
from staging.accounts as loaded
where loaded.as_of is not null
on conflict (account_id) do update
    set
        watermark = excluded.watermark,
        run_id = excluded.run_id
    where known.watermark < excluded.watermark
