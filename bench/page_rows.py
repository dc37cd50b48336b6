"""A warehouse for benches of pages: 10,000 webinars, 1,000,000 participations.

The first webinar is the biggest: 10,000 people and 15,000 connections; the second is a series of
200 dates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

ACCOUNT = "bench"
FIRST_WEBINAR = 91_000_000_000
BIGGEST, SERIES = FIRST_WEBINAR + 1, FIRST_WEBINAR + 2
KEY = "first"
WEBINARS, PEOPLE = 10_000, 200_000

_FILL = (
    "set local session_replication_role = replica",  # no triggers: nothing is to be computed anew
    """
    insert into zoom.accounts (account_id, brand, is_primary, run_id)
    values ('bench', 'Bench', true, 'x')
    """,
    """
    insert into zoom.users (account_id, user_id, email, is_active, payload, run_id)
    select 'bench', 'host' || number, 'host' || number || '@bench.example', true, '{}', 'x'
    from generate_series(0, 199) as number
    """,
    """
    insert into zoom.webinars (
        account_id, webinar_id, host_id, host_email, topic, type, is_events_webinar, first_seen_at,
        payload, run_id
    )
    select
        'bench', 91000000000 + number, 'host' || number % 200,
        'host' || number % 200 || '@bench.example',
        (array['How to plan', 'Pricing', 'A look into', 'Questions about'])[1 + number % 4]
        || ' product ' || number,
        case number when 2 then 9 else 5 end, false, now(), '{}', 'x'
    from generate_series(1, :webinars) as number
    """,
    """
    insert into settings.webinars (account_id, webinar_id, is_synced)
    select 'bench', 91000000000 + number * 50, false
    from generate_series(10, 110) as number
    """,
    """
    insert into marts.marketing_events (
        account_id, webinar_id, occurrence_key, topic, host_email, status, scheduled_at, started_at,
        ended_at, length_seconds, settled_at, registrations, cancellations, attendances, no_shows,
        late_registrations, anonymous_attendances, run_id
    )
    select
        'bench', webinar.webinar_id,
        case date.number when 0 then 'first' else 'date' || date.number end,
        webinar.topic, webinar.host_email, 'ended', day.at, day.at, day.at + interval '1 hour',
        3600, day.at + interval '2 days', 80, 10, 50, 25, 5, 3, 'x'
    from zoom.webinars as webinar
    cross join lateral generate_series(0, case when webinar.type = 9 then 199 else 0 end)
        as date (number)
    cross join lateral (
        select
            timestamptz '2024-01-01' + (webinar.webinar_id - 91000000000) * interval '2 hours'
            + date.number * interval '1 day' as at
    ) as day
    """,
    """
    insert into zoom.sessions (
        account_id, session_uuid, webinar_id, started_at, ended_at, host_email, topic, state,
        settled_at, occurrence_key, is_practice, run_id
    )
    select
        account_id, webinar_id || occurrence_key, webinar_id, started_at, ended_at, host_email,
        topic, 'settled', settled_at, occurrence_key, false, 'x'
    from marts.marketing_events
    """,
    """
    insert into marts.participations (
        account_id, webinar_id, occurrence_key, email, state, registered_at, cancelled_at,
        joined_at, left_at, attended_seconds, attendance_percent, attended_share, run_id
    )
    select
        event.account_id, event.webinar_id, event.occurrence_key,
        'person' || person.number || '@company' || person.number % 400 || '.example',
        (array['attended', 'cancelled', 'attended', 'no_show', 'attended', 'registered_late'])
        [1 + place % 6],
        event.started_at - interval '7 days',
        case when place % 6 = 1 then event.started_at - interval '1 day' end,
        case when place % 2 = 0 then event.started_at + place % 20 * interval '1 minute' end,
        case when place % 2 = 0 then event.ended_at - place % 25 * interval '1 minute' end,
        case when place % 2 = 0 then 600 + place * 37 % 3000 end,
        case when place % 2 = 0 then (600 + place * 37 % 3000) / 36 end,
        case when place % 2 = 0 then (600 + place * 37 % 3000) / 3600.0 end,
        'x'
    from marts.marketing_events as event
    cross join lateral generate_series(
        1,
        case event.webinar_id when 91000000001 then 10000 when 91000000002 then 50 else 98 end
    ) as place
    cross join lateral (
        select ((event.webinar_id - 91000000000) * 397 + place * 401) % :people as number
    ) as person
    on conflict do nothing
    """,
    """
    insert into marts.contacts (
        email, contact_id, first_name, last_name, average_attendance_percent, registrations_total,
        attendances_total, first_activity_at, last_activity_at, run_id
    )
    select
        email, marts.contact_id(email, (select contact_salt from sync.warehouse)), 'First', 'Last',
        avg(attendance_percent), count(registered_at), count(joined_at), min(registered_at),
        max(registered_at), 'x'
    from marts.participations
    group by email
    """,
    """
    insert into marts.attendance_connections (
        session_uuid, user_id, joined_at, account_id, webinar_id, occurrence_key, email, left_at,
        run_id
    )
    select
        webinar_id || occurrence_key, email || part.number,
        joined_at + part.number * interval '10 minutes', account_id, webinar_id, occurrence_key,
        case when hashtext(email) % 20 <> 0 then email end,
        least(joined_at + part.number * interval '10 minutes' + interval '9 minutes', left_at), 'x'
    from marts.participations
    cross join lateral generate_series(0, case when webinar_id = 91000000001 then 2 else 1 end)
        as part (number)
    where joined_at is not null
    """,
    """
    insert into zoom.registrants (
        account_id, webinar_id, registrant_id, occurrence_id, email, created_at, status, row_key,
        listed_at, was_approved, is_listed, is_cleaned, payload, run_id
    )
    select
        account_id, webinar_id, md5(email), '', email, registered_at, 'approved',
        webinar_id || ' ' || md5(email), registered_at, true, true, false, '{}', 'x'
    from marts.participations
    where occurrence_key = 'first'
    """,
    """
    insert into sync.outcomes (
        account_id, webinar_id, occurrence_key, subject, subject_key, email, code, connections,
        run_id
    )
    select
        account_id, webinar_id, '', 'registration', registrant_id, email,
        case when hashtext(email) % 30 = 0 then 'account_user' else 'synced' end, 0, 'x'
    from zoom.registrants
    union all
    select
        account_id, webinar_id, occurrence_key, 'attendance', email, email,
        case when hashtext(email) % 30 = 0 then 'account_user' else 'synced' end, 2, 'x'
    from marts.participations
    where joined_at is not null
    union all
    select
        account_id, webinar_id, occurrence_key, 'connection', session_uuid || ' ' || number, null,
        case number % 3 when 0 then 'no_email' when 1 then 'not_in_session' else 'duplicate' end,
        1, 'x'
    from zoom.sessions
    cross join lateral generate_series(1, case webinar_id when 91000000001 then 2000 else 10 end)
        as number
    """,
    """
    insert into sync.rejected_rows (source, row_key, account_id, object_key, reason, row, run_id)
    select
        'registrants', number::text, 'bench', (91000000000 + number % 10000)::text,
        'create_time is missing or not a time',
        jsonb_build_object('email', 'person' || number || '@company' || number % 400 || '.example'),
        'x'
    from generate_series(1, 20000) as number
    """,
    """
    insert into sync.loaded_outcomes (
        account_id, webinar_id, code, registrations, attendances, webinars, connections, run_id
    )
    select
        account_id, webinar_id, code, count(*) filter (where subject = 'registration'),
        count(*) filter (where subject = 'attendance'), 0, sum(connections), 'x'
    from sync.outcomes
    group by account_id, webinar_id, code
    """,
    """
    insert into hubspot.portal (portal_id, is_sandbox, time_zone, connection_sha256, run_id)
    values (1, true, 'UTC', 'x', 'x')
    """,
    """
    insert into hubspot.contacts (contact_id, email, read_at, run_id)
    select contact_id, email, now(), 'x' from marts.contacts
    """,
    """
    insert into hubspot.sent_contacts (
        email, contact_id, first_name, last_name, average_attendance_percent, registrations_total,
        attendances_total, run_id
    )
    select
        email, contact_id, first_name, last_name, average_attendance_percent, registrations_total,
        attendances_total, 'x'
    from marts.contacts
    """,
    """
    insert into hubspot.sent_events (
        account_id, webinar_id, occurrence_key, object_id, event_name, organizer, starts_at,
        completed_starts_at, completed_ends_at, completed_at, run_id
    )
    select
        account_id, webinar_id, occurrence_key, row_number() over (), topic, host_email, started_at,
        started_at, ended_at, settled_at, 'x'
    from marts.marketing_events
    where webinar_id % 10 <> 3
    """,
    """
    insert into hubspot.sent_participations (
        account_id, webinar_id, occurrence_key, email, contact_id, registered_at, cancelled_at,
        joined_at, left_at, registered_sent_at, run_id
    )
    select
        participation.account_id, participation.webinar_id, participation.occurrence_key,
        participation.email, contact.contact_id, participation.registered_at,
        participation.cancelled_at, participation.joined_at, participation.left_at,
        participation.registered_at, 'x'
    from marts.participations as participation
    inner join marts.contacts as contact on contact.email = participation.email
    """,
    """
    insert into hubspot.people_to_compare (email)
    select email from marts.contacts where hashtext(email) % 20 = 0
    """,
    """
    insert into marts.recordings (
        account_id, webinar_id, occurrence_key, recording_id, session_uuid, topic, started_at,
        ended_at, length_seconds, play_url, available_at, has_transcript, transcript_key, run_id
    )
    select
        account_id, webinar_id, occurrence_key, 'recording', webinar_id || occurrence_key, topic,
        started_at, ended_at, 3600, 'https://zoom.example/rec/play/' || webinar_id, ended_at, true,
        'file', 'x'
    from marts.marketing_events
    where webinar_id % 10 = 0
    """,
    """
    insert into zoom.transcript_passages (
        account_id, session_uuid, file_key, passage_number, started_ms, ended_ms, speaker, passage,
        run_id
    )
    select
        account_id, session_uuid, 'file', number, number * 6000, number * 6000 + 5000,
        'Speaker ' || number % 4,
        'and so we look at the next number which is ' || number || ' and the word '
        || md5((number % 977)::text)
        || case when number % 50 = 0 then ' about our pricing' else '' end,
        'x'
    from marts.recordings
    cross join generate_series(1, 500) as number
    """,
)  # fmt: skip


def fill(warehouse: Warehouse, webinars: int = WEBINARS, people: int = PEOPLE) -> None:
    """Write the rows of so many webinars and people into an empty warehouse."""
    with warehouse.transaction() as transaction:
        for statement in _FILL:
            transaction.execute(text(statement), {"webinars": webinars, "people": people})
    with warehouse.transaction() as transaction:
        transaction.execute(text("analyze"))
