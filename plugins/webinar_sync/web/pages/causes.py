"""What is wrong now, as the page Health names it: open errors by cause, and runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from webinar_sync.alerts.troubles import (
    LATE_AFTER_HOURS,
    NIGHTLY_RECONCILIATION,
    NIGHTLY_SYNC,
)
from webinar_sync.runs.issue_codes import issue_code, urgent_codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from webinar_sync.warehouse.engine import Warehouse

State = Literal["broken", "attention", "notice"]


@dataclass(frozen=True)
class Cause:
    """One thing that is wrong.

    - state: broken: something does nothing until somebody acts; attention: somebody must act, or
      look; notice: nobody must
    - kind: errors, failed_run, late_run or receivers; the other fields are of the kind
    - meaning, message, remedy: sentences of the warehouse, in English
    - row: as the query has it
    """

    state: State
    kind: Literal["errors", "failed_run", "late_run", "receivers"]
    since: datetime | None
    row: dict[str, Any]
    meaning: str = ""
    message: str = ""
    remedy: str = ""


def read_causes(
    warehouse: Warehouse, dags: Sequence[dict[str, Any]], *, has_hubspot: bool
) -> list[Cause]:
    """Return what is wrong now, what is broken first.

    :param dags: how the last run of each Dag ended: rows of `pages/select_dags`
    :param has_hubspot: whether HubSpot is connected, so that its nightly run is expected
    """
    causes = [
        *_late_runs(warehouse, has_hubspot),
        *_errors(warehouse),
        *_failed_runs(dags),
        *_receivers(warehouse),
    ]
    order = ("broken", "attention", "notice")
    return sorted(causes, key=lambda cause: order.index(cause.state))


def _errors(warehouse: Warehouse) -> Iterator[Cause]:
    urgent = set(urgent_codes())
    for row in warehouse.rows("pages/select_causes"):
        kind, code = row["object_kind"], row["code"]
        is_urgent = (kind, code) in urgent
        known = issue_code(kind, code)
        yield Cause(
            "broken" if is_urgent else "attention" if row["severity"] == "error" else "notice",
            "errors",
            row["since"],
            row,
            known.meaning,
            row["message"],
            row["remedy"] if row["remedies"] == 1 else known.remedy,
        )


def _failed_runs(dags: Sequence[dict[str, Any]]) -> Iterator[Cause]:
    """Yield the last runs that failed, but for those that an open error of theirs explains."""
    for dag in dags:
        if dag["state"] == "failed" and not dag["is_explained"]:
            yield Cause(
                "attention", "failed_run", dag["ended_at"], dag, message=dag["message"] or ""
            )


def _late_runs(warehouse: Warehouse, has_hubspot: bool) -> Iterator[Cause]:
    nightly = [NIGHTLY_SYNC, *([NIGHTLY_RECONCILIATION] if has_hubspot else [])]
    rows = warehouse.rows(
        "alerts/select_late_runs", expected=json.dumps(nightly), hours=LATE_AFTER_HOURS
    )
    for row in rows:
        is_sync = row["dag_id"] == NIGHTLY_SYNC["dag_id"]
        yield Cause("broken" if is_sync else "attention", "late_run", row["since_at"], row)


def _receivers(warehouse: Warehouse) -> Iterator[Cause]:
    (row,) = warehouse.rows("pages/select_receivers_failing")
    if row["receivers"]:
        yield Cause("attention", "receivers", None, row)
