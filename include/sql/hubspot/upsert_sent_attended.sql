-- HubSpot acknowledged that these people attended.
insert into hubspot.sent_participations as known (
    account_id,
    webinar_id,
    occurrence_key,
    email,
    contact_id,
    joined_at,
    left_at,
    attended_sent_at,
    run_id
)
select
    given.account_id,
    given.webinar_id,
    given.occurrence_key,
    given.email,
    given.hubspot_id,
    given.joined_at,
    given.left_at,
    given.interacted_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as given (
        account_id text,
        webinar_id bigint,
        occurrence_key text,
        email text,
        hubspot_id bigint,
        joined_at timestamptz,
        left_at timestamptz,
        interacted_at timestamptz
    )
order by given.account_id, given.webinar_id, given.occurrence_key, given.email
on conflict (account_id, webinar_id, occurrence_key, email) do update
    set
        contact_id = excluded.contact_id,
        registered_at
        = case when known.contact_id = excluded.contact_id then known.registered_at end,
        joined_at = excluded.joined_at,
        left_at = excluded.left_at,
        attended_sent_at = excluded.attended_sent_at,
        withdrawn_at = null,
        is_withdrawn = false,
        sent_at = now(),
        run_id = excluded.run_id
