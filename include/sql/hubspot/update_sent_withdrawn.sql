-- HubSpot acknowledged that these people no longer take part.
update hubspot.sent_participations as sent
set
    is_withdrawn = true,
    sent_at = now(),
    run_id = :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as given (
        account_id text,
        webinar_id bigint,
        occurrence_key text,
        email text
    )
where
    sent.account_id = given.account_id
    and sent.webinar_id = given.webinar_id
    and sent.occurrence_key = given.occurrence_key
    and sent.email = given.email
