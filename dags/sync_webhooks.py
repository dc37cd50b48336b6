"""Reads the webinars that Zoom's webhooks name, within a minute.

Starts when an event is due in the inbox (`zoom.webhook_events`): a trigger watches it for the asset
`zoom_webhooks`. A run takes all events that are due: of each webinar once its detail and its people
are read, of a session that ended its report, at 2, 5, 10, 20 and 40 minutes after its end until it
has the people. While another run reads the account, the events wait for its end.

| task | what it does | if it fails |
| --- | --- | --- |
| `read_webinars` | reads what changed of the webinars named | read its message |
| `load_marts` | checks what landed, reads HubSpot's contacts, loads all | the next sync does it |

Webhooks are sent by Zoom once they are set up: docs/zoom-webhooks.md. Without them, this Dag never
runs.

**Pages**: [what came of its runs](webinars/runs?dag_id=sync_webhooks), [Health](webinars/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import dag, task

from webinar_sync import tasks
from webinar_sync.airflow.assets import MARTS, WEBHOOKS, WRITTEN
from webinar_sync.airflow.in_words import in_words
from webinar_sync.airflow.profiles import (
    DEFAULT_ARGS,
    EXTRACTION_LIMIT,
    MIRROR_AND_LOAD_LIMIT,
    SYNC_RUN_LIMIT,
    WITHOUT_BACKFILL,
)

if TYPE_CHECKING:
    from airflow.sdk.execution_time.context import OutletEventAccessors
    from airflow.sdk.types import DagRunProtocol as DagRun


@dag(
    dag_id="sync_webhooks",
    dag_display_name="Sync webinars (webhooks)",
    doc_md=__doc__,
    schedule=[WEBHOOKS],
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    allowed_run_types=WITHOUT_BACKFILL,
    max_active_runs=3,  # one reads an account, under a lock; others may load or retry
    dagrun_timeout=SYNC_RUN_LIMIT,
    default_args=DEFAULT_ARGS,
    tags=["webinars", "zoom"],
)
def sync_webhooks() -> None:
    """Make the Dag."""

    @task(
        execution_timeout=EXTRACTION_LIMIT,
        doc_md="Reads what changed of the webinars that webhooks name.",
    )
    @in_words
    def read_webinars(dag_run: DagRun | None = None) -> list[dict[str, Any]]:
        return tasks.sync_webhooks.read_webinars(dag_run)

    @task(
        execution_timeout=MIRROR_AND_LOAD_LIMIT,
        outlets=[WRITTEN],
        doc_md="Checks what landed, reads what HubSpot has of it, and commits it to marts.",
    )
    @in_words
    def load_marts(
        accounts: list[dict[str, Any]],
        dag_run: DagRun | None = None,
        outlet_events: OutletEventAccessors | None = None,
    ) -> dict[str, int]:
        counts = tasks.sync_webhooks.load_marts(dag_run, accounts)
        if counts:
            outlet_events[WRITTEN].add(MARTS, extra=counts)
        return counts

    load_marts(read_webinars())


sync_webhooks()
