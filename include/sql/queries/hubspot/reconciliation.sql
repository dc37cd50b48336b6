-- name: select_events_to_reconcile
-- Select marketing events to compare: of these days, and those of which something was sent since.
select
    sent.account_id,
    sent.webinar_id,
    sent.occurrence_key,
    sent.object_id
from hubspot.sent_events as sent
where
    coalesce(sent.completed_starts_at, sent.starts_at)
    between now() - make_interval(days => :days) and now() + make_interval(days => :days)
    or exists (
        select 1
        from hubspot.sent_participations as participation
        where
            participation.account_id = sent.account_id
            and participation.webinar_id = sent.webinar_id
            and participation.occurrence_key = sent.occurrence_key
            and participation.sent_at > now() - make_interval(days => :days)
    )
order by sent.account_id, sent.webinar_id, sent.occurrence_key;

-- name: select_merged_participations
-- Select whose parts in an event HubSpot shows with another contact, and with which.
select
    email,
    contact_id
from hubspot.merged_participations
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and occurrence_key = :occurrence_key;

-- name: select_addresses_of_contacts
-- Select the addresses for which something was sent to contacts, or to those merged into them.
select email
from hubspot.sent_contacts
where contact_id = any(cast(:contact_ids as bigint[]))
union
select email
from hubspot.sent_participations
where contact_id = any(cast(:contact_ids as bigint[]))
union
select email
from hubspot.merged_participations
where contact_id = any(cast(:contact_ids as bigint[]))
order by email;

-- name: upsert_differences
-- Open differences between what HubSpot has and what it was sent.
insert into hubspot.differences as difference (
    account_id, webinar_id, occurrence_key, contact_id, kind, expected, actual, likely_cause,
    run_id
)
select
    seen.account_id,
    seen.webinar_id,
    seen.occurrence_key,
    seen.contact_id,
    seen.kind,
    seen.expected,
    seen.actual,
    seen.likely_cause,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as seen (
        account_id text, webinar_id bigint, occurrence_key text, contact_id bigint, kind text,
        expected text, actual text, likely_cause text
    )
on conflict (account_id, webinar_id, occurrence_key, contact_id, kind) do update
    set
        expected = excluded.expected,
        actual = excluded.actual,
        likely_cause = excluded.likely_cause,
        first_seen_at = case
            when difference.cleared_at is null then difference.first_seen_at
            else now()
        end,
        last_seen_at = now(),
        cleared_at = null,
        run_id = excluded.run_id;

-- name: clear_differences
-- Clear differences of the compared events that are gone; and those of events that nobody compared
-- for so many days, or that are no longer sent.
update hubspot.differences as difference
set
    cleared_at = now(),
    run_id = :run_id
where
    difference.kind <> 'property'
    and difference.cleared_at is null
    and difference.run_id <> :run_id
    and (
        difference.last_seen_at < now() - make_interval(days => :days)
        or not exists (
            select 1
            from hubspot.sent_events as sent
            where
                sent.account_id = difference.account_id
                and sent.webinar_id = difference.webinar_id
                and sent.occurrence_key = difference.occurrence_key
        )
        or exists (
            select 1
            from
                jsonb_to_recordset(cast(:events as jsonb)) as compared (
                    account_id text,
                    webinar_id bigint,
                    occurrence_key text
                )
            where
                compared.account_id = difference.account_id
                and compared.webinar_id = difference.webinar_id
                and compared.occurrence_key = difference.occurrence_key
        )
    );

-- name: clear_overwritten
-- Clear the differences of properties that were sent again.
update hubspot.differences as difference
set
    cleared_at = now(),
    run_id = :run_id
where
    difference.kind = 'property'
    and difference.cleared_at is null
    and not exists (
        select 1
        from hubspot.sent_contacts as sent
        where sent.contact_id = difference.contact_id and sent.is_stale
    );

-- name: clear_lost_events
-- Clear the errors about deleted events that HubSpot has again.
update sync.errors as error
set
    cleared_at = now(),
    run_id = :run_id
from hubspot.sent_events as event
where
    error.object_kind = 'hubspot marketing_event'
    and error.code = 'lost'
    and error.cleared_at is null
    and error.object_key = concat_ws(
        ' ', event.account_id, event.webinar_id || '-' || event.occurrence_key
    );
