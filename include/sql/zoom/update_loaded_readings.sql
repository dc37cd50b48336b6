-- Note the content that marts were computed from.
update zoom.readings as reading
set loaded_digest = loaded.digest
from staging.readings as loaded
where
    reading.account_id = loaded.account_id
    and reading.kind = loaded.kind
    and reading.object_key = loaded.object_key
    and reading.loaded_digest is distinct from loaded.digest
