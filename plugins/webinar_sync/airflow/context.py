"""What a task's body needs of Airflow: which run it is, and how to come back later."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowRescheduleException, AirflowSkipException

from webinar_sync.airflow.connections import hubspot_account, open_warehouse
from webinar_sync.errors import Busy, DeferredUntil
from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.pacing import Pacer
from webinar_sync.hubspot.run import HubspotRun
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEFERRED_MARGIN = timedelta(minutes=1)
"""Clocks differ: so long after the moment that Zoom or HubSpot named is it tried again."""

log = logging.getLogger(__name__)


def current_run_id() -> str:
    """Return the name of the current run in the warehouse: its Dag's and its own."""
    context = get_current_context()
    return f"{context['dag'].dag_id} {context['run_id']}"


def current_dag_id() -> str:
    """Return the id of the current run's Dag."""
    return str(get_current_context()["dag"].dag_id)


def current_run_type() -> str:
    """Return how the current run came to be: scheduled, manual, backfill or asset_triggered."""
    run_type = get_current_context()["dag_run"].run_type
    return str(getattr(run_type, "value", run_type))


def params() -> Mapping[str, Any]:
    """Return what the form of the current run was given."""
    return dict(get_current_context()["params"])


def show_label(label: str) -> None:
    """Let the `map_index_template` of the current task show a label."""
    get_current_context()["account_label"] = label


def log_counts(counts: Mapping[str, int]) -> None:
    """Write counts into the task's log."""
    log.info("%s", ", ".join(f"{name} {count}" for name, count in counts.items()) or "nothing new")


@contextmanager
def open_run() -> Iterator[Run]:
    """Open the warehouse for the current run."""
    with open_warehouse() as warehouse:
        yield Run(warehouse, current_run_id())


@contextmanager
def open_hubspot_run(*, with_refused: bool = False) -> Iterator[HubspotRun | None]:
    """Open the warehouse and HubSpot for the current run; None if HubSpot is not connected."""
    config = hubspot_account()
    if config is None:
        log.info("HubSpot is not connected: there is no hubspot_default")
        yield None
        return
    with open_warehouse() as warehouse:
        client = HubspotClient(config, Pacer(warehouse, config.requests_per_10s))
        yield HubspotRun(warehouse, current_run_id(), client, with_refused)


@contextmanager
def coming_back(*, busy_after: timedelta | None) -> Iterator[None]:
    """Reschedule the task where nothing can be done now: no worker waits, no try is used up.

    :param busy_after: when to come back if another run holds what is needed; None: skip the task
    """
    until: datetime | None = None
    text = ""
    try:
        yield
        return
    except DeferredUntil as error:
        log.warning("%s; going on after %s", error, error.until)
        until = error.until + DEFERRED_MARGIN
    except Busy as error:
        log.warning("%s", error)
        until = datetime.now(UTC) + busy_after if busy_after else None
        text = str(error)
    if until is None:
        raise AirflowSkipException(text)
    raise AirflowRescheduleException(until)
