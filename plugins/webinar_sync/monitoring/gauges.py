"""Reads all gauges: how far behind, what waits and since when, what is wrong.

Every gauge is set each time, to 0 where there is nothing: what is not set keeps its last value
wherever it is shown. So tags have values from lists that are known, and no codes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from webinar_sync.runs import metrics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from webinar_sync.runs.metrics import Meter, Metric
    from webinar_sync.warehouse.engine import Warehouse

DAGS = (
    "sync_webinars_nightly",
    "sync_webinars_hourly",
    "sync_webhooks",
    "push_hubspot",
    "reconcile_hubspot",
    "register_contacts",
    "erase_contact",
)
"""The Dags whose runs leave a record in the warehouse."""


class Value(NamedTuple):
    """What a gauge stands at."""

    metric: Metric
    value: float
    tags: dict[str, str]


def measure(warehouse: Warehouse, meter: Meter) -> None:
    """Give a meter what every gauge stands at."""
    for metric, value, tags in read_gauges(warehouse):
        meter.set(metric, value, **tags)


def read_gauges(warehouse: Warehouse) -> list[Value]:
    """Return what every gauge stands at."""
    now = datetime.now(UTC)
    return [
        *_accounts(warehouse),
        *_runs(warehouse),
        *_waiting(warehouse, now),
        *_errors(warehouse, now),
        Value(metrics.MEASURED, now.timestamp(), {}),
    ]


def _accounts(warehouse: Warehouse) -> Iterator[Value]:
    """Yield how far the connected accounts are loaded, of those that ever were."""
    for row in warehouse.rows("pages/select_accounts", urgent_codes=[]):
        if row["watermark"] is None or not row["is_connected"]:
            continue
        tags = {"account": row["account_id"]}
        yield Value(metrics.LAG, _seconds(row["watermark"], row["history_read_until"]), tags)
        yield Value(metrics.WATERMARK, row["watermark"].timestamp(), tags)


def _runs(warehouse: Warehouse) -> Iterator[Value]:
    """Yield how the last run of each Dag ended, of those that ever ran."""
    for row in warehouse.rows("pages/select_dags", dag_ids=list(DAGS)):
        tags = {"dag_id": row["dag_id"]}
        if row["succeeded_at"]:
            yield Value(metrics.LAST_SUCCESS, row["succeeded_at"].timestamp(), tags)
        if row["run_id"]:
            yield Value(metrics.LAST_RUN_FAILED, row["state"] == "failed", tags)


def _waiting(warehouse: Warehouse, now: datetime) -> Iterator[Value]:
    (queue,) = warehouse.rows("pages/count_queue")
    registrations = warehouse.rows("pages/select_registrations_waiting")
    held = warehouse.rows("monitoring/select_held_by_reason")
    by_state = {
        state: [row for row in registrations if row["state"] == state]
        for state in ("undecided", "unanswered")
    }
    kinds = {
        "session": _sum(warehouse.rows("monitoring/select_sessions_due"), "sessions"),
        "webinar": (queue["due"], queue["since"]),
        "webhook": _sum(warehouse.rows("pages/select_webhooks_waiting"), "events"),
        "registration": _sum(by_state["undecided"], "requests"),
        "answer": _sum(by_state["unanswered"], "requests"),
        "gate": _sum((row for row in held if row["needs_somebody"]), "things"),
    }
    for kind, (number, since) in kinds.items():
        yield Value(metrics.WAITING, number, {"kind": kind})
        yield Value(metrics.OLDEST_WAITING, _seconds(since, now), {"kind": kind})
    for row in held:
        yield Value(metrics.GATE_HELD, row["things"], {"reason": row["reason"]})
    portals = warehouse.rows("hubspot/select_portal")
    is_blocked = any(row["obstacle"] is not None for row in portals)
    yield Value(metrics.HUBSPOT_BLOCKED, is_blocked, {})


def _errors(warehouse: Warehouse, now: datetime) -> Iterator[Value]:
    for row in warehouse.rows("monitoring/select_open_errors"):
        yield Value(metrics.OPEN_ERRORS, row["errors"], {"severity": row["severity"]})
        if row["severity"] == "error":
            yield Value(metrics.OLDEST_OPEN_ERROR, _seconds(row["since"], now), {})
    (rejected,) = warehouse.rows("monitoring/count_rejected_rows")
    yield Value(metrics.REJECTED_ROWS, rejected["rows"], {})


def _sum(rows: Iterable[dict[str, Any]], number: str) -> tuple[int, datetime | None]:
    """Return how many all rows count together, and since when the first of them waits."""
    counted = [row for row in rows if row[number]]
    since = [row["since"] for row in counted if row["since"]]
    return sum(row[number] for row in counted), min(since, default=None)


def _seconds(since: datetime | None, until: datetime | None) -> float:
    if since is None or until is None:
        return 0.0
    return max(0.0, (until - since).total_seconds())
