-- HubSpot acknowledged that these people no longer take part.
delete from hubspot.sent_participations as sent
using
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
