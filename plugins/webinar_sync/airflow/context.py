"""What a task's body needs from Airflow: a `Run` for its Dag run, and a way to come back later."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import (
    AirflowRescheduleException,
    AirflowRuntimeError,
    AirflowSkipException,
    DownstreamTasksSkipped,
)

from webinar_sync.airflow.connections import hubspot_account, open_warehouse
from webinar_sync.airflow.metrics import airflow_meter, send_gauges
from webinar_sync.airflow.notes import leave_note
from webinar_sync.errors import Busy, DeferredUntil
from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.pacing import Pacer
from webinar_sync.hubspot.run import HubspotRun
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from airflow.sdk.types import DagRunProtocol as DagRun

    from webinar_sync.warehouse.engine import Warehouse

BRIEFLY = timedelta(minutes=1)
"""When a task comes back that found a webhook's run at work."""
DEFERRED_MARGIN = timedelta(minutes=1)
"""Clocks differ: the task comes back so long after the moment that Zoom or HubSpot named."""

log = logging.getLogger(__name__)


def run_id_of(dag_run: DagRun) -> str:
    """Return the name of a Dag run, or of a task's, in the warehouse: its Dag's and its own."""
    return f"{dag_run.dag_id} {dag_run.run_id}"


def run_type_of(dag_run: DagRun) -> str:
    """Return how a Dag run came to be: scheduled, manual, backfill or asset_triggered."""
    return str(getattr(dag_run.run_type, "value", dag_run.run_type))


def state_of_run(dag_id: str, run_id: str) -> str | None:
    """Return what Airflow says of a Dag run, as `failed`; None: it does not know the run."""
    try:
        state = get_current_context()["ti"].get_dagrun_state(dag_id, run_id)
    except AirflowRuntimeError:
        return None
    return str(getattr(state, "value", state))


def show_label(label: str) -> None:
    """Let the `map_index_template` of the current task show a label."""
    get_current_context()["account_label"] = label


def skip_in_branch(name: str) -> NoReturn:
    """End the current task as done, and skip another task of its branch: it is not started.

    A branch is a mapped task group. In one, Airflow 3.3.2 starts what a short circuit skips
    (https://github.com/apache/airflow/issues/67265), so this does what a short circuit does
    elsewhere. A task that is skipped by this runs if it is cleared.
    """
    task_instance = get_current_context()["ti"]
    branch = task_instance.task_id.rpartition(".")[0]
    raise DownstreamTasksSkipped(tasks=[(f"{branch}.{name}", task_instance.map_index)])


def skip(text: str) -> NoReturn:
    """Skip the current task, and say so in the note of its run."""
    leave_note(text)
    raise AirflowSkipException(text)


def log_counts(counts: Mapping[str, int], step: str = "") -> None:
    """Write counts into the task's log, with the name of the step where a task does several."""
    numbers = ", ".join(f"{name} {count}" for name, count in counts.items()) or "nothing new"
    log.info("%s", f"{step}: {numbers}" if step else numbers)


@contextmanager
def open_run(dag_run: DagRun) -> Iterator[Run]:
    """Open the warehouse for a Dag run."""
    with open_warehouse() as warehouse:
        yield Run(warehouse, run_id_of(dag_run), **_observers(warehouse))


@contextmanager
def open_hubspot_run(
    dag_run: DagRun, *, with_refused: bool = False, take_over: bool = False
) -> Iterator[HubspotRun | None]:
    """Open the warehouse and HubSpot for a Dag run; None if HubSpot is not connected."""
    config = hubspot_account()
    if config is None:
        log.info("HubSpot is not connected: there is no hubspot_default")
        yield None
        return
    with open_warehouse() as warehouse:
        client = HubspotClient(config, Pacer(warehouse, config.requests_per_10s))
        yield HubspotRun(
            warehouse,
            run_id_of(dag_run),
            client,
            with_refused,
            take_over,
            **_observers(warehouse),
        )


def _observers(warehouse: Warehouse) -> dict[str, Any]:
    """Return what a `Run` tells of itself: its end to the run's note, numbers to the metrics."""
    meter = airflow_meter()

    def tell_end(message: str) -> None:
        leave_note(message)
        send_gauges(warehouse, meter)

    return {"on_end": tell_end, "meter": meter}


@contextmanager
def rescheduling(*, busy_after: timedelta | None) -> Iterator[None]:
    """Reschedule the task where nothing can be done now: no worker waits, no try is used up.

    :param busy_after: when to come back if another run holds what is needed; None: skip the task,
        unless that run is a brief one
    """
    until: datetime | None = None
    text = ""
    try:
        yield
        return
    except DeferredUntil as error:
        log.warning("%s; this task continues after %s", error, error.until)
        until = error.until + DEFERRED_MARGIN
    except Busy as error:
        log.warning("%s", error)
        wait = BRIEFLY if error.is_brief else busy_after
        until = datetime.now(UTC) + wait if wait else None
        text = str(error)
    if until is None:
        skip(text)
    raise AirflowRescheduleException(until)
