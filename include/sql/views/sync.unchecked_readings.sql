create or replace view sync.unchecked_readings as
select
    account_id,
    sync.source_of(kind) as source,
    object_key,
    webinar_id,
    digest
from zoom.readings
where
    checked_digest is distinct from digest
    and kind in ('history', 'webinar', 'registrants', 'participants');
comment on view sync.unchecked_readings is
'What landed and has not been held against the contracts: marts wait for it';
