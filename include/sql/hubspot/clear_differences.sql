-- Differences of the events just compared that are not there any more.
update hubspot.differences as known
set
    cleared_at = now(),
    run_id = :run_id
from
    jsonb_to_recordset(cast(:events as jsonb)) as compared (
        account_id text,
        webinar_id bigint,
        occurrence_key text
    )
where
    known.account_id = compared.account_id
    and known.webinar_id = compared.webinar_id
    and known.occurrence_key = compared.occurrence_key
    and known.cleared_at is null
    and known.run_id <> :run_id
