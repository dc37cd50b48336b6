"""What is measured: each metric, and how a run counts what it does.

What a run does is counted where it is recorded, so that a step that is done again counts only what
it does again. What is the case now is read by `webinar_sync.monitoring`. Nothing here knows where
the numbers go: a `Meter` takes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from webinar_sync.warehouse.marts import WRITTEN_MARTS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Metric:
    """A metric, by its name below `webinar_sync.`, and the tags that each value of it has.

    A counter is given what is added to it; a gauge, what it stands at. Times are in seconds.
    """

    name: str
    kind: Literal["counter", "gauge"]
    tags: tuple[str, ...] = ()


class Meter(Protocol):
    """Takes measured values."""

    def count(self, metric: Metric, amount: int, **tags: str) -> None:
        """Add to a counter."""

    def set(self, metric: Metric, value: float, **tags: str) -> None:
        """Say what a gauge stands at."""


REQUESTS = Metric("requests", "counter", ("api", "account", "label"))
REQUESTS_REFUSED = Metric("requests_refused", "counter", ("api", "account", "label"))
ROWS_LANDED = Metric("rows_landed", "counter", ("account", "kind"))
ROWS_REJECTED = Metric("rows_rejected", "counter", ("account",))
ROWS_WRITTEN = Metric("rows_written", "counter", ("table",))
ROWS_SENT = Metric("rows_sent", "counter", ("kind",))
ROWS_REFUSED = Metric("rows_refused", "counter", ("kind",))

LAG = Metric("lag_seconds", "gauge", ("account",))
WATERMARK = Metric("watermark_timestamp_seconds", "gauge", ("account",))
LAST_SUCCESS = Metric("last_success_timestamp_seconds", "gauge", ("dag_id",))
LAST_RUN_FAILED = Metric("last_run_failed", "gauge", ("dag_id",))
WAITING = Metric("waiting", "gauge", ("kind",))
OLDEST_WAITING = Metric("oldest_waiting_seconds", "gauge", ("kind",))
GATE_HELD = Metric("gate_held", "gauge", ("reason",))
HUBSPOT_BLOCKED = Metric("hubspot_blocked", "gauge")
OPEN_ERRORS = Metric("open_errors", "gauge", ("severity",))
OLDEST_OPEN_ERROR = Metric("oldest_open_error_seconds", "gauge")
REJECTED_ROWS = Metric("rejected_rows", "gauge")
MEASURED = Metric("measured_timestamp_seconds", "gauge")

METRICS = (
    REQUESTS, REQUESTS_REFUSED, ROWS_LANDED, ROWS_REJECTED, ROWS_WRITTEN, ROWS_SENT, ROWS_REFUSED,
    LAG, WATERMARK, LAST_SUCCESS, LAST_RUN_FAILED, WAITING, OLDEST_WAITING, GATE_HELD,
    HUBSPOT_BLOCKED, OPEN_ERRORS, OLDEST_OPEN_ERROR, REJECTED_ROWS, MEASURED,
)  # fmt: skip
"""All of them; docs/monitoring.md says what each means."""

_LANDED = {
    "webinars": "webinars_read",
    "sessions": "sessions_new",
    "registrations": "registrations_listed",
    "connections": "connections_read",
    "recordings": "recordings_read",
}
"""What lands, by the name that a step's counts have for it."""
_SENT = {
    "push_contacts": "contacts",
    "push_events": "events",
    "push_participations": "participations",
    "end_events": "events",
    "push_custom_events": "custom_events",
    "push_lists": "list_members",
}
"""What each step of a push sends."""
_SENDING = (
    "created", "updated", "withdrawn", "deleted", "completed", "registered", "attended",
    "cancelled", "sent", "added", "removed",
)  # fmt: skip


def count_requests(
    meter: Meter | None, api: str, requests: int, refused: int, *, account_id: str, label: str
) -> None:
    """Count requests, and how many of them were answered with 429.

    :param account_id: the Zoom account; empty for HubSpot, as is `label`
    """
    if meter is None:
        return
    tags = {"api": api, **({"account": account_id, "label": label} if account_id else {})}
    meter.count(REQUESTS, requests, **tags)
    meter.count(REQUESTS_REFUSED, refused, **tags)


def count_step(
    meter: Meter | None, step: str, counts: Mapping[str, int], account_id: str = ""
) -> None:
    """Count what one try of a step did, by its counts.

    What it might have done and did not is counted as 0: what is looked at later sees an increase
    only of what was there before.
    """
    if meter is None:
        return
    if step == "extract":
        for kind, name in _LANDED.items():
            meter.count(ROWS_LANDED, counts.get(name, 0), account=account_id, kind=kind)
    elif step == "check":
        meter.count(ROWS_REJECTED, counts.get("rows_rejected", 0), account=account_id)
    elif step == "load":
        for table in WRITTEN_MARTS:
            meter.count(ROWS_WRITTEN, counts.get(table, 0), table=table)
    elif step in _SENT:
        kind = _SENT[step]
        sent = sum(counts.get(f"{kind}_{verb}", 0) for verb in _SENDING)
        meter.count(ROWS_SENT, sent, kind=kind)
        meter.count(ROWS_REFUSED, counts.get(f"{kind}_refused", 0), kind=kind)
