-- Note the content that passed its contract; content that landed meanwhile stays unchecked.
update zoom.readings as reading
set checked_digest = checked.digest
from jsonb_to_recordset(cast(:readings as jsonb)) as checked (object_key text, digest text)
where
    reading.account_id = :account_id
    and sync.source_of(reading.kind) = :source
    and reading.object_key = checked.object_key
