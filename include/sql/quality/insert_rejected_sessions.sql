-- Set rows of the source sessions aside, by source and row key, each with its reason.
insert into sync.rejected_rows as known (
    source, row_key, account_id, object_key, reason, row, run_id
)
select distinct on (landed.row_key)
    :source,
    landed.row_key,
    landed.account_id,
    'all' as object_key,
    rejected.reason,
    landed.payload as row,
    :run_id
from jsonb_to_recordset(cast(:rejected as jsonb)) as rejected (row_key text, reason text)
inner join zoom.history as landed
    on landed.account_id = :account_id and landed.row_key = rejected.row_key
order by landed.row_key
on conflict (source, row_key) do update
    set
        account_id = excluded.account_id,
        object_key = excluded.object_key,
        reason = excluded.reason,
        row = excluded.row,
        run_id = excluded.run_id
    where (known.reason, known.row) is distinct from (excluded.reason, excluded.row)
