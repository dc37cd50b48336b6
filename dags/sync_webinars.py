"""Reads Zoom webinars into the warehouse: hourly, nightly, and by hand for any past window.

Both Dags are one pipeline. **Nightly** also lists users and every host's webinars, and reads all
registrants of webinars to come; **hourly** reads little more than what changed.

| task | what it does | if it fails |
| --- | --- | --- |
| `begin_run` | works out the window | start the run with another window |
| `list_accounts` | makes a branch for each connected Zoom account | mend the connection it names |
| `extract_account` | finds what changed, reads it, lands it | see `sync.errors`; it resumes |
| `check_landed` | checks contracts (Great Expectations); rejects rows | Zoom changed its API |
| `mirror_hubspot` | reads what HubSpot has of people | it does not: the last mirror serves |
| `load_marts` | computes attendance, ledger, contacts, events | its log says which rule broke |
| `report_run` | logs counts, and fails if an account failed | read its message |

**Backfill**: pick dates (UI or `airflow backfill create`): each run reads what ended in its data
interval, and leaves the watermark alone. **By hand**: the form takes `from`, `to`, `webinar_ids`
and `account`; if it is empty, the run continues from the watermark.

The outcome of each person is in `sync.outcomes`; `sync.explain('a@b.example')` says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import (
    DAG,
    CronDataIntervalTimetable,
    Param,
    TriggerRule,
    chain,
    dag,
    task,
    task_group,
)

from webinar_sync.airflow.assets import MARTS
from webinar_sync.airflow.profiles import (
    DEFAULT_ARGS,
    EXTRACTION_LIMIT,
    HUBSPOT_LIMIT,
    LOAD_LIMIT,
    SYNC_RUN_LIMIT,
)
from webinar_sync.tasks import sync_webinars as tasks

if TYPE_CHECKING:
    from datetime import datetime

    from airflow.sdk.execution_time.context import OutletEventAccessors
    from airflow.sdk.types import DagRunProtocol as DagRun

PARAMS = {
    "from": Param(
        None,
        type=["null", "string"],
        format="date",
        title="From",
        description="First day of the window (UTC). Empty: from the watermark.",
    ),
    "to": Param(
        None,
        type=["null", "string"],
        format="date",
        title="To",
        description="Last day of the window (UTC), included. Empty: now.",
    ),
    "webinar_ids": Param(
        None,
        type=["null", "array"],
        title="Webinar ids",
        description="Only these, one id on each line; they are read again even if settled.",
    ),
    "account": Param(
        None,
        type=["null", "string"],
        title="Account",
        description="Only this Zoom account: its account id, connection id or brand. Empty: all.",
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
        default_args=DEFAULT_ARGS,
        params=PARAMS,
        tags=["webinars", "zoom"],
    )
    def build() -> None:
        @task(doc_md="Works out the window of this run, and records it in `sync.runs`.")
        def begin_run(
            params: dict[str, Any] | None = None,
            dag_run: DagRun | None = None,
            data_interval_start: datetime | None = None,
            data_interval_end: datetime | None = None,
        ) -> dict[str, Any]:
            return tasks.begin_run(dag_run, params, data_interval_start, data_interval_end)

        @task(doc_md="Lists the connected Zoom accounts; each gets a branch of its own.")
        def list_accounts(
            window: dict[str, Any], dag_run: DagRun | None = None
        ) -> list[dict[str, str]]:
            return tasks.list_accounts(dag_run, window)

        @task(
            map_index_template="{{ account_label }}",
            execution_timeout=EXTRACTION_LIMIT,
            doc_md="Reads one Zoom account: finds what changed, reads it, lands it as sent.",
        )
        def extract_account(
            account: dict[str, str], window: dict[str, Any], dag_run: DagRun | None = None
        ) -> dict[str, int]:
            return tasks.extract_account(dag_run, account, window, is_full=is_full)

        @task(
            map_index_template="{{ account_label }}",
            execution_timeout=LOAD_LIMIT,
            doc_md="Checks what landed against the contracts, and rejects unusable rows.",
        )
        def check_landed(account: dict[str, str], dag_run: DagRun | None = None) -> dict[str, int]:
            return tasks.check_landed(dag_run, account)

        @task(
            map_index_template="{{ account_label }}",
            execution_timeout=HUBSPOT_LIMIT,
            doc_md="Reads what HubSpot has for the addresses to be loaded: the rules need it.",
        )
        def mirror_hubspot(
            account: dict[str, str], dag_run: DagRun | None = None
        ) -> dict[str, int]:
            return tasks.mirror_hubspot(dag_run, account)

        @task(
            map_index_template="{{ account_label }}",
            execution_timeout=LOAD_LIMIT,
            outlets=[MARTS],
            doc_md="Computes what changed, and commits it with ledger and watermark.",
        )
        def load_marts(
            account: dict[str, str],
            dag_run: DagRun | None = None,
            outlet_events: OutletEventAccessors | None = None,
        ) -> dict[str, int]:
            counts = tasks.load_marts(dag_run, account)
            outlet_events[MARTS].extra = counts
            return counts

        @task(
            trigger_rule=TriggerRule.ALL_DONE,
            doc_md="Writes `sync.runs`, logs the counts, and fails if any account failed.",
        )
        def report_run(
            accounts: list[dict[str, str]], dag_run: DagRun | None = None
        ) -> dict[str, Any]:
            return tasks.report_run(dag_run, accounts)

        @task_group
        def account_branch(account: dict[str, str], window: dict[str, Any]) -> None:
            chain(
                extract_account(account, window),
                check_landed(account),
                mirror_hubspot(account),
                load_marts(account),
            )

        window = begin_run()
        accounts = list_accounts(window)
        account_branch.partial(window=window).expand(account=accounts) >> report_run(accounts)

    return build()


sync_webinars("sync_webinars_hourly", "Sync webinars (hourly)", "17 * * * *", is_full=False)
sync_webinars("sync_webinars_nightly", "Sync webinars (nightly)", "40 3 * * *", is_full=True)
