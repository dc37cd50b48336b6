-- HubSpot acknowledged that these people registered.
insert into hubspot.sent_participations as known (
    account_id,
    webinar_id,
    occurrence_key,
    email,
    contact_id,
    registered_at,
    registered_sent_at,
    run_id
)
select
    given.account_id,
    given.webinar_id,
    given.occurrence_key,
    given.email,
    given.hubspot_id,
    given.registered_at,
    given.interacted_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as given (
        account_id text,
        webinar_id bigint,
        occurrence_key text,
        email text,
        hubspot_id bigint,
        registered_at timestamptz,
        interacted_at timestamptz
    )
order by given.account_id, given.webinar_id, given.occurrence_key, given.email
on conflict (account_id, webinar_id, occurrence_key, email) do update
    set
        contact_id = excluded.contact_id,
        registered_at = excluded.registered_at,
        registered_sent_at = excluded.registered_sent_at,
        cancelled_at = null,
        joined_at = null,
        left_at = null,
        withdrawn_at = null,
        is_withdrawn = false,
        sent_at = now(),
        run_id = excluded.run_id
