"""Reads from the warehouse what somebody must hear of: runs, connections, errors, what is held."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from webinar_sync.runs.issue_codes import urgent_codes

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.warehouse.engine import Warehouse

Kind = Literal["run_failed", "run_late", "connection", "error_open", "held"]

LATE_AFTER_HOURS = 30
"""After the last nightly run that succeeded began: a day, and six hours for the next to end."""
NIGHTLY_SYNC = {"dag_id": "sync_webinars_nightly", "beside": "sync_webinars_hourly"}
NIGHTLY_RECONCILIATION = {"dag_id": "reconcile_hubspot", "beside": "push_hubspot"}
"""Expected only while HubSpot is connected."""

StateOfRun = Callable[[str, str], str | None]
"""Returns what Airflow says of a run, by Dag id and run id; None: it does not know the run."""


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong since a moment. Its sentences hold no personal data.

    What has the same kind and subject is sent together. `page` explains it: its address below that
    of all pages.
    """

    kind: Kind
    subject: str
    object_key: str
    since_at: datetime
    message: str
    remedy: str
    page: str


def end_stopped_runs(warehouse: Warehouse, state_of_run: StateOfRun) -> int:
    """End in `sync.runs` the runs that Airflow knows to have failed without a word.

    A worker that is killed, or a run beyond its time limit, cannot say so itself.
    """
    ended = 0
    for row in warehouse.rows("alerts/select_running_runs"):
        run_id = row["run_id"].removeprefix(f"{row['dag_id']} ")
        if state_of_run(row["dag_id"], run_id) == "failed":
            ended += warehouse.execute("alerts/end_stopped_run", run_id=row["run_id"])
    return ended


def read_troubles(warehouse: Warehouse, *, has_hubspot: bool) -> list[Trouble]:
    """Return everything that somebody must hear of now.

    :param has_hubspot: whether HubSpot is connected
    """
    nightly = [NIGHTLY_SYNC, *([NIGHTLY_RECONCILIATION] if has_hubspot else [])]
    return [
        *map(_failed_run, warehouse.rows("alerts/select_failed_runs")),
        *map(
            _late_run,
            warehouse.rows(
                "alerts/select_late_runs", expected=json.dumps(nightly), hours=LATE_AFTER_HOURS
            ),
        ),
        *map(
            _error,
            warehouse.rows("alerts/select_open_errors", urgent=json.dumps(_urgent_rows())),
        ),
        *map(_held, warehouse.rows("alerts/select_held")),
    ]


def _urgent_rows() -> Iterable[dict[str, str]]:
    return [{"object_kind": kind, "code": code} for kind, code in urgent_codes()]


def _failed_run(row: dict[str, Any]) -> Trouble:
    dag_id = row["dag_id"]
    run_id = row["run_id"].removeprefix(f"{dag_id} ")
    return Trouble(
        "run_failed",
        dag_id,
        dag_id,
        row["since_at"],
        f"The run {run_id} failed: {row['message'] or 'no word'}",
        "Look at the run in Airflow, and at sync.errors. Its other runs are reported again only "
        "after one has succeeded.",
        f"runs?{urlencode({'dag_id': dag_id, 'run_id': run_id})}",
    )


def _late_run(row: dict[str, Any]) -> Trouble:
    last_success_at = row["last_success_at"]
    last = f"the last began on {last_success_at:%Y-%m-%d at %H:%M} UTC" if last_success_at else ""
    return Trouble(
        "run_late",
        row["dag_id"],
        row["dag_id"],
        row["since_at"],
        f"No scheduled run has succeeded for {LATE_AFTER_HOURS} hours: {last or 'none ever did'}.",
        "Look in Airflow whether the Dag is paused, whether a run waits for something or failed, "
        "and whether the scheduler runs.",
        f"runs?{urlencode({'dag_id': row['dag_id']})}",
    )


def _error(row: dict[str, Any]) -> Trouble:
    kind, key, code = row["object_kind"], row["object_key"], row["code"]
    is_urgent = row["is_urgent"]
    return Trouble(
        "connection" if is_urgent else "error_open",
        f"{kind} {key} {code}" if is_urgent else f"{kind} {code}",
        f"{kind} {key} {code}",
        row["since_at"],
        row["message"],
        row["remedy"],
        f"errors?{urlencode({'object_kind': kind, 'code': code})}",
    )


def _held(row: dict[str, Any]) -> Trouble:
    kind, key, next_at = row["object_kind"], row["object_key"], row["next_at"]
    next_try = f", next try {next_at:%Y-%m-%d %H:%M} UTC" if next_at else ""
    return Trouble(
        "held",
        f"{kind} {row['action']} {row['reason']}",
        f"{kind} {key}",
        row["since_at"],
        f"{key} waits: {row['words']}{next_try}.",
        "Look at the plan of a push (push_hubspot with dry_run) and at sync.errors: they say what "
        "it waits for.",
        "push",
    )
