"""Tells the receivers of the connection `alerts_default` what somebody must hear of.

Every 15 minutes. That is: a run that failed or died, a nightly run that is late, a connection that
stopped working, an error that is open for a day, something that HubSpot is not sent for a day. Each
trouble is sent once to each receiver, and a subject at most once a day. A receiver that does not
answer hears of it later. Without the connection the task is skipped, and tells nobody. Where
Airflow's metrics are on, it first sends what is the case: how far behind, what waits, what is
wrong.

| task | what it does | if it fails |
| --- | --- | --- |
| `send_alerts` | reads what is wrong from the warehouse, and sends what is new | read its message |

**Pages**: [Health](webinars/), to which alerts lead.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pendulum
from airflow.sdk import CronTriggerTimetable, dag, task

from webinar_sync import tasks
from webinar_sync.airflow.in_words import in_words
from webinar_sync.airflow.profiles import DEFAULT_ARGS, WITHOUT_BACKFILL

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol as DagRun

ALERTS_LIMIT = timedelta(minutes=10)
"""The next run, a quarter of an hour later, does the same."""


@dag(
    dag_id="send_alerts",
    dag_display_name="Send alerts",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("*/15 * * * *", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    allowed_run_types=WITHOUT_BACKFILL,
    is_paused_upon_creation=False,  # whoever makes the connection wants to hear
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=30),
    # It cannot report itself in the warehouse: if it fails, that is often what it cannot reach.
    default_args={
        **DEFAULT_ARGS,
        "execution_timeout": ALERTS_LIMIT,
        "on_failure_callback": None,
    },
    tags=["webinars"],
)
def send_alerts() -> None:
    """Make the Dag."""

    @task(task_id="send_alerts", doc_md="Sends each receiver what it has not heard yet.")
    @in_words
    def send(dag_run: DagRun | None = None) -> dict[str, int]:
        return tasks.send_alerts.send_alerts(dag_run)

    send()


send_alerts()
