-- Note what HubSpot has otherwise than it was sent.
insert into hubspot.differences as known (
    account_id,
    webinar_id,
    occurrence_key,
    contact_id,
    kind,
    expected,
    found,
    likely_cause,
    run_id
)
select
    given.account_id,
    given.webinar_id,
    given.occurrence_key,
    given.contact_id,
    given.kind,
    given.expected,
    given.found,
    given.likely_cause,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as given (
        account_id text,
        webinar_id bigint,
        occurrence_key text,
        contact_id bigint,
        kind text,
        expected text,
        found text,
        likely_cause text
    )
on conflict (account_id, webinar_id, occurrence_key, contact_id, kind) do update
    set
        expected = excluded.expected,
        found = excluded.found,
        likely_cause = excluded.likely_cause,
        first_seen_at = case
            when known.cleared_at is null then known.first_seen_at
            else now()
        end,
        last_seen_at = now(),
        cleared_at = null,
        run_id = excluded.run_id
