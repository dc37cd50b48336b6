create or replace view sync.readings_to_check as
select
    reading.account_id,
    sync.source_of(reading.kind) as source,
    reading.object_key,
    reading.webinar_id,
    reading.digest,
    reading.row_count
from zoom.readings as reading
where
    reading.checked_digest is distinct from reading.digest
    and reading.kind in ('history', 'webinar', 'registrants', 'participants')
    and not reading.must_repeat;
comment on view sync.readings_to_check is
'What landed and has not been held against the contracts; what broke one waits to be read again';
