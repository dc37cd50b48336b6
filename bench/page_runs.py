"""Runs, checks, errors and a queue for the bench of the pages, beside what `page_rows` fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from bench.page_rows import ACCOUNT

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

RUNS = 20_000
"""Two years of hourly and nightly runs."""

_FILL = (
    "insert into sync.watermarks values (:account, now(), 'bench')",
    """
    insert into sync.loaded_webinars
    select account_id, webinar_id, true, 50, 0, 50, 100, 100, 100, 'bench' from zoom.webinars
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
    # In place of what filling them marked: the queue is as long as one that Health explains.
    "truncate sync.webinars_to_load, sync.changes",
    """
    insert into sync.webinars_to_load (account_id, webinar_id, reason, due_at)
    select
        account_id, webinar_id, 'bench',
        case when webinar_id % 10 > 0 then now() + interval '1 day' end
    from zoom.webinars
    """,
    "analyze",
)


def fill(warehouse: Warehouse, runs: int = RUNS) -> None:
    """Write the rows into a warehouse that has its webinars."""
    values = {"account": ACCOUNT, "runs": runs}
    for statement in _FILL:
        with warehouse.transaction() as transaction:
            transaction.execute(text(statement), values)
