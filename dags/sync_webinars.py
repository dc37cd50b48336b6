"""Reads Zoom webinars into the warehouse: hourly, nightly, and by hand for any past window.

Both Dags are one pipeline. **Nightly** also lists users and every host's webinars, and reads all
registrants of webinars to come; **hourly** reads little more than what changed.

| task | what it does | if it fails |
| --- | --- | --- |
| `begin_run` | works out the window; makes a branch for each Zoom account | read its message |
| `extract_account` | finds what changed, reads it, lands it | see `sync.errors`; it resumes |
| `load_marts` | checks what landed, reads HubSpot's contacts, loads all | see its log |
| `report_run` | computes saved segments by night; logs counts | read its message |

`load_marts` is **skipped** where nothing that landed is to be checked or loaded; the last line in
the log of `extract_account` says so. It does three steps: **check** holds what landed against the
contracts (Great Expectations) and rejects single rows; **mirror** reads what HubSpot has of people
(if HubSpot fails, the last mirror serves); **load** computes attendance, ledger, contacts and
events, and commits them. `sync.run_steps` has each step with its counts, or why it failed. A task
that is tried again, or cleared, does again what was not done.

**Backfill**: pick dates (UI or `airflow backfill create`): each run reads what ended in its data
interval, and leaves the watermark alone. **By hand**: the form takes `from`, `to`, `webinar_ids`
and `account`; if it is empty, the run continues from the watermark.

The outcome of each person is in `sync.outcomes`; `sync.explain('a@b.example')` says why.

**Pages**: what came of its runs ([nightly](webinars/runs?dag_id=sync_webinars_nightly),
[hourly](webinars/runs?dag_id=sync_webinars_hourly)), [Health](webinars/),
[Quality](webinars/quality).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import (
    DAG,
    CronDataIntervalTimetable,
    TriggerRule,
    dag,
    task,
    task_group,
)

from webinar_sync import tasks
from webinar_sync.airflow import fields
from webinar_sync.airflow.assets import MARTS, WRITTEN
from webinar_sync.airflow.failures import record_failed_run
from webinar_sync.airflow.in_words import in_words
from webinar_sync.airflow.profiles import (
    EXTRACTION_LIMIT,
    MIRROR_AND_LOAD_LIMIT,
    REPORTED_ARGS,
    SYNC_RUN_LIMIT,
)

if TYPE_CHECKING:
    from datetime import datetime

    from airflow.sdk.execution_time.context import OutletEventAccessors
    from airflow.sdk.types import DagRunProtocol as DagRun

PARAMS = {
    "from": fields.day("From", "First day of the window (UTC). Empty: from the watermark."),
    "to": fields.day("To", "Last day of the window (UTC), included. Empty: now."),
    "webinar_ids": fields.numbers(
        "Webinar ids",
        "Only these; they are read again even if settled.",
        fields.WEBINAR_ID,
    ),
    "account": fields.text(
        "Account",
        "Only this Zoom account: its account id, connection id or brand. Empty: all.",
        fields.ACCOUNT,
    ),
}


def sync_webinars(dag_id: str, display_name: str, schedule: str, *, is_full: bool) -> DAG:
    """Make one of the two Dags."""

    @dag(
        dag_id=dag_id,
        dag_display_name=display_name,
        doc_md=__doc__,
        schedule=CronDataIntervalTimetable(schedule, timezone="UTC"),
        start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
        catchup=False,
        max_active_runs=16,  # runs that wait for midnight must not hold up others; locks do
        dagrun_timeout=SYNC_RUN_LIMIT,
        default_args=REPORTED_ARGS,
        params=PARAMS,
        tags=["webinars", "zoom"],
    )
    def build() -> None:
        @task(doc_md="Works out the window of this run, and lists the connected Zoom accounts.")
        @in_words
        def begin_run(
            params: dict[str, Any] | None = None,
            dag_run: DagRun | None = None,
            data_interval_start: datetime | None = None,
            data_interval_end: datetime | None = None,
        ) -> list[dict[str, Any]]:
            return tasks.sync_webinars.begin_run(
                dag_run, params, data_interval_start, data_interval_end
            )

        @task(
            map_index_template="{{ account_label }}",
            execution_timeout=EXTRACTION_LIMIT,
            doc_md="Reads one Zoom account: finds what changed, reads it, lands it as sent.",
        )
        @in_words
        def extract_account(
            account: dict[str, Any], dag_run: DagRun | None = None
        ) -> dict[str, int]:
            return tasks.sync_webinars.extract_account(dag_run, account, is_full=is_full)

        @task(
            map_index_template="{{ account_label }}",
            execution_timeout=MIRROR_AND_LOAD_LIMIT,
            outlets=[WRITTEN],
            doc_md="Checks what landed, reads what HubSpot has of it, and commits it to marts.",
        )
        @in_words
        def load_marts(
            account: dict[str, Any],
            dag_run: DagRun | None = None,
            outlet_events: OutletEventAccessors | None = None,
        ) -> dict[str, int]:
            counts = tasks.sync_webinars.load_marts(dag_run, account)
            if tasks.sync_webinars.tells_push(dag_run, counts):
                outlet_events[WRITTEN].add(MARTS, extra=counts)
            return counts

        @task(
            trigger_rule=TriggerRule.ALL_DONE,
            on_failure_callback=record_failed_run,
            doc_md="Writes `sync.runs`, logs the counts, and fails if any account failed; by "
            "night it computes saved segments first.",
        )
        @in_words
        def report_run(
            accounts: list[dict[str, Any]], dag_run: DagRun | None = None
        ) -> dict[str, Any]:
            return tasks.sync_webinars.report_run(dag_run, accounts, is_full=is_full)

        @task_group
        def account_branch(account: dict[str, Any]) -> None:
            extract_account(account) >> load_marts(account)

        accounts = begin_run()
        account_branch.expand(account=accounts) >> report_run(accounts)

    return build()


sync_webinars("sync_webinars_hourly", "Sync webinars (hourly)", "17 * * * *", is_full=False)
sync_webinars("sync_webinars_nightly", "Sync webinars (nightly)", "40 3 * * *", is_full=True)
