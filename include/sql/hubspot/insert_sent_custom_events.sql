-- HubSpot acknowledged these custom events.
insert into hubspot.sent_custom_events (
    account_id,
    webinar_id,
    occurrence_key,
    email,
    kind,
    run_id
)
select
    given.account_id,
    given.webinar_id,
    given.occurrence_key,
    given.email,
    given.kind,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as given (
        account_id text,
        webinar_id bigint,
        occurrence_key text,
        email text,
        kind text
    )
on conflict do nothing
