"""Fills a warehouse for `bench.pages`: as many webinars and people as the design's bound names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

ACCOUNT = "acc-bench"
WEBINARS, PEOPLE_OF_EVENT, PEOPLE = 10_000, 100, 200_000
FIRST_WEBINAR = 91_000_000_000
RUNS = 20_000
"""Two years of hourly and nightly runs."""

_OF_ZOOM = (
    """
    insert into zoom.accounts (
        account_id, brand, is_primary, history_read_until, known_history, run_id
    )
    values (
        :account, 'Bench', true, now(), tstzmultirange(tstzrange('2024-01-01', now())), 'bench'
    )
    """,
    """
    insert into zoom.users (account_id, user_id, email, is_active, payload, run_id)
    select
        :account, 'host' || number, 'host' || number || '@bench.example', true,
        jsonb_build_object('first_name', 'Host', 'last_name', number), 'bench'
    from generate_series(0, 199) as number
    """,
    """
    insert into zoom.webinars (
        account_id, webinar_id, host_id, host_email, topic, type, timezone, approval_type,
        registration_type, is_events_webinar, first_seen_at, payload, run_id
    )
    select
        :account, :first_webinar + number, 'host' || number % 200,
        'host' || number % 200 || '@bench.example', 'Webinar ' || number, 5, 'UTC', 0, 1, false,
        now(), '{}', 'bench'
    from generate_series(0, :webinars - 1) as number
    """,
    """
    insert into zoom.sessions (
        account_id, session_uuid, webinar_id, started_at, ended_at, host_email, state,
        occurrence_key, is_practice, run_id
    )
    select
        :account, 'session' || number, :first_webinar + number, day.at,
        day.at + interval '1 hour', 'host' || number % 200 || '@bench.example',
        case when number % 100 = 0 then 'failed' else 'settled' end, 'date', false, 'bench'
    from generate_series(0, :webinars - 1) as number
    cross join lateral (select now() - number * interval '1 hour' as at) as day
    """,
)
_OF_MARTS = (
    """
    insert into marts.contacts (
        email, contact_id, first_name, last_name, average_attendance_percent,
        registrations_total, attendances_total, first_activity_at, last_activity_at, run_id
    )
    select
        'person' || number || '@company' || number % 400 || '.example', number, 'First',
        'Last ' || number, number % 101, 5, 2, now() - interval '1 year', now(), 'bench'
    from generate_series(0, :people - 1) as number
    """,
    """
    insert into marts.marketing_events (
        account_id, webinar_id, occurrence_key, topic, host_email, status, scheduled_at, started_at,
        ended_at, length_seconds, settled_at, registrations, cancellations, attendances, no_shows,
        late_registrations, anonymous_attendances, scheduled_end_at, run_id
    )
    select
        account_id, webinar_id, 'date', 'Webinar ' || webinar_id, host_email, 'ended', started_at,
        started_at, ended_at, 3600, ended_at, 100, 10, 50, 40, 0, 0, ended_at, 'bench'
    from zoom.sessions
    """,
    """
    insert into marts.participations (
        account_id, webinar_id, occurrence_key, email, state, registered_at, cancelled_at,
        joined_at, left_at, attended_seconds, attendance_percent, run_id
    )
    select
        event.account_id, event.webinar_id, 'date',
        'person' || person.number || '@company' || person.number % 400 || '.example',
        case
            when place % 2 = 0 then 'attended' when place % 10 = 1 then 'cancelled' else 'no_show'
        end,
        event.started_at - interval '7 days',
        case when place % 10 = 1 then event.started_at - interval '1 day' end,
        case when place % 2 = 0 then event.started_at end,
        case when place % 2 = 0 then event.started_at + interval '30 minutes' end,
        case when place % 2 = 0 then 600 + place * 37 % 3000 end,
        case when place % 2 = 0 then place % 101 end, 'bench'
    from marts.marketing_events as event
    cross join generate_series(0, :people_of_event - 1) as place
    cross join
        lateral (select ((event.webinar_id * 397 + place * 401) % :people) as number) as person
    on conflict do nothing
    """,
    """
    insert into marts.registrations (
        account_id, webinar_id, registrant_id, email, registered_at, is_approved, run_id
    )
    select account_id, webinar_id, email, email, registered_at, cancelled_at is null, 'bench'
    from marts.participations
    """,
    """
    insert into marts.attendance_connections (
        session_uuid, user_id, joined_at, account_id, webinar_id, occurrence_key, email, left_at,
        run_id
    )
    select
        'session' || webinar_id - :first_webinar, email, joined_at, account_id, webinar_id,
        occurrence_key, email, left_at, 'bench'
    from marts.participations
    where state = 'attended'
    """,
)
_OF_SYNC = (
    "insert into sync.watermarks values (:account, now(), 'bench')",
    """
    insert into sync.outcomes (
        account_id, webinar_id, occurrence_key, subject, subject_key, email, code, connections,
        run_id
    )
    select
        account_id, webinar_id, occurrence_key, 'registration', email, email,
        case when state = 'cancelled' then 'not_approved' else 'synced' end, 0, 'bench'
    from marts.participations
    """,
    """
    insert into sync.loaded_webinars
    select account_id, webinar_id, true, 50, 0, 50, 100, 100, 100, 'bench' from zoom.webinars
    """,
    """
    insert into sync.loaded_outcomes
    select account_id, webinar_id, code.code, 90, 50, 0, 50, 'bench'
    from zoom.webinars
    cross join (values ('synced'), ('not_approved')) as code (code)
    """,
    """
    insert into sync.runs (
        run_id, dag_id, run_type, started_at, ended_at, state, message, counts
    )
    select
        dag.dag_id || ' scheduled__' || number, dag.dag_id, 'scheduled', at.at,
        at.at + interval '1 minute', case when number % 50 = 0 then 'failed' else 'success' end,
        'all accounts are done', '{"sessions": 12}'
    from generate_series(0, :runs - 1) as number
    cross join
        lateral (
            select case when number % 24 = 0 then 'sync_webinars_nightly'
            when number % 24 % 2 = 0 then 'push_hubspot' else 'sync_webinars_hourly' end as dag_id
        ) as dag
    cross join lateral (select now() - number * interval '1 hour' as at) as at
    """,
    """
    insert into sync.run_steps (run_id, step, account_id, label, state, counts, changed_at)
    select run.run_id, step.step, :account, 'Bench', 'done', '{"rows": 12}', run.ended_at
    from sync.runs as run
    cross join (values ('extract'), ('check'), ('mirror'), ('load')) as step (step)
    """,
    """
    insert into sync.api_requests
    select run.run_id, 'zoom', :account, 'heavy', '/endpoint/' || number, 12, 0
    from sync.runs as run
    cross join generate_series(1, 8) as number
    """,
    """
    insert into sync.validations (run_id, account_id, suite, validated_at, success, result)
    select
        run.run_id, :account, suite.suite, run.ended_at, run.state = 'success',
        jsonb_build_object('results', jsonb_build_array(
            result.json, result.json, result.json, result.json, result.json, result.json
        ))
    from sync.runs as run
    cross join (values ('sessions'), ('registrants'), ('participants')) as suite (suite)
    cross join lateral (
        select jsonb_build_object(
            'success', false,
            'expectation_config', jsonb_build_object(
                'type', 'expect_column_values_to_not_be_null',
                'kwargs', jsonb_build_object('column', 'join_time'),
                'meta', jsonb_build_object('reason', 'join_time is missing or not a time')
            ),
            'result', jsonb_build_object(
                'element_count', 500, 'unexpected_count', 20,
                'unexpected_index_list', (
                    select jsonb_agg(jsonb_build_object('row_key', md5(number::text)))
                    from generate_series(1, 20) as number
                )
            )
        ) as json
    ) as result
    """,
    """
    insert into sync.rejected_rows
    select
        'participants', 'row ' || number, :account, 'session' || number % 5000,
        'join_time is missing or not a time', '{"user_email": "person@bench.example"}',
        'sync_webinars_nightly scheduled__' || number % 500 * 24
    from generate_series(1, 20000) as number
    """,
    """
    insert into sync.errors (
        object_kind, object_key, code, message, remedy, first_seen_at, cleared_at, run_id
    )
    select
        'session', 'session' || number,
        case when number % 3 = 0 then 'refused' else 'not_found' end,
        'The session cannot be read from Zoom: HTTP 404', 'The next runs read it again.',
        now() - number * interval '10 minutes', case when number > 2000 then now() end,
        'sync_webinars_nightly scheduled__' || number % 500 * 24
    from generate_series(1, 20000) as number
    """,
    """
    insert into zoom.refusals
    select
        :account, 'registrants', :account || ' ' || webinar_id, 'not_found', 1, now(), null,
        now() + interval '1 hour', 'bench'
    from zoom.webinars
    limit 1000
    """,
)


def fill(warehouse: Warehouse, parts: int = 1) -> None:
    """Fill an empty warehouse.

    :param parts: one of so many parts of what the bound names
    """
    values = {
        "account": ACCOUNT,
        "first_webinar": FIRST_WEBINAR,
        "webinars": WEBINARS // parts,
        "people_of_event": PEOPLE_OF_EVENT,
        "people": PEOPLE // parts,
        "runs": RUNS // parts,
    }
    for statement in (*_OF_ZOOM, *_OF_MARTS, *_OF_SYNC):
        _execute(warehouse, statement, values)
    # In place of what filling them marked: the queue is as long as one that Health explains.
    _execute(warehouse, "truncate sync.webinars_to_load, sync.changes", {})
    _execute(
        warehouse,
        "insert into sync.webinars_to_load (account_id, webinar_id, reason, due_at)"
        " select account_id, webinar_id, 'bench', case when webinar_id % 10 > 0 then"
        " now() + interval '1 day' end from zoom.webinars",
        {},
    )
    _execute(warehouse, "analyze", {})


def _execute(warehouse: Warehouse, statement: str, values: dict[str, object]) -> None:
    with warehouse.transaction() as transaction:
        transaction.execute(text(statement), values)
