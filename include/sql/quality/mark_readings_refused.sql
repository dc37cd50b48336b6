-- Ask again for content that broke its contract; marts wait for it.
update zoom.readings as reading
set
    must_repeat = true,
    run_id = :run_id
from jsonb_to_recordset(cast(:readings as jsonb)) as refused (object_key text, digest text)
where
    reading.account_id = :account_id
    and sync.source_of(reading.kind) = :source
    and reading.object_key = refused.object_key
    and reading.digest = refused.digest
