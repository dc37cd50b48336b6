"""Reads back what HubSpot has, and records where it differs from what it was sent. Nightly.

Compares state, times and attended time of everybody in the marketing events of the last and the
next 30 days, and of those that were sent something since; and our properties of a thirtieth of the
contacts, those read longest ago. Each difference is a row of
`hubspot.differences` with a likely cause; it is cleared once it is gone. The run fails if more rows
differ than the setting `difference_threshold_percent` allows. Nothing is changed in HubSpot; if an
event was deleted there, or a property written over, the next push sends it again. Needs the
connection `hubspot_default`.

| task | what it does | if it fails |
| --- | --- | --- |
| `reconcile` | reads participations, one event after the other, and compares | read its message |

**Pages**: [HubSpot](webinars/push),
[what came of its runs](webinars/runs?dag_id=reconcile_hubspot).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import CronTriggerTimetable, Param, dag, task

from webinar_sync import tasks
from webinar_sync.airflow.in_words import in_words
from webinar_sync.airflow.profiles import (
    DEFAULT_ARGS,
    HUBSPOT_LIMIT,
    HUBSPOT_RUN_LIMIT,
    WITHOUT_BACKFILL,
)

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol as DagRun


@dag(
    dag_id="reconcile_hubspot",
    dag_display_name="Reconcile HubSpot",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("40 5 * * *", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    allowed_run_types=WITHOUT_BACKFILL,
    max_active_runs=1,
    dagrun_timeout=HUBSPOT_RUN_LIMIT,
    default_args={**DEFAULT_ARGS, "execution_timeout": HUBSPOT_LIMIT},
    params={
        "days": Param(
            None,
            type=["null", "integer"],
            minimum=1,
            maximum=3650,
            title="Days",
            description="How many days back and ahead events are compared. Empty: 30.",
        )
    },
    tags=["webinars", "hubspot"],
)
def reconcile_hubspot() -> None:
    """Make the Dag."""

    @task(doc_md="Compares what HubSpot has with what it was sent; records each difference.")
    @in_words
    def reconcile(
        params: dict[str, Any] | None = None, dag_run: DagRun | None = None
    ) -> dict[str, int]:
        return tasks.reconcile_hubspot.reconcile_hubspot(dag_run, params["days"])

    reconcile()


reconcile_hubspot()
