"""What a difference between HubSpot and what it was sent is, and where differences are kept."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from webinar_sync.hubspot.batches import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.hubspot.batches import Row
    from webinar_sync.hubspot.run import HubspotRun

MISSING = "missing"
EXTRA = "extra"
MERGED = "merged"
STATE = "state"
TIME = "time"
DURATION = "duration"
EVENT_MISSING = "event_missing"
NATIVE_EVENT = "native_event"

ATTENDANCE_TAKEN_BACK = "attendance_taken_back"
EVENT_NOT_OVER = "event_not_over"

CAUSES = {
    MISSING: "somebody removed it by hand in HubSpot, or the contact was deleted for good",
    EXTRA: "somebody, or another app, added it in HubSpot",
    MERGED: "the contact was merged into another one in HubSpot, which has its activity now",
    STATE: "somebody, or another app, changed it in HubSpot",
    ATTENDANCE_TAKEN_BACK: "Zoom took the attendance back; HubSpot has no way to take one back",
    EVENT_NOT_OVER: "HubSpot has not made a no-show of it yet",
    TIME: "HubSpot kept the time of an earlier or another interaction",
    DURATION: "HubSpot kept the times of an earlier or another attendance; unless many of the "
    "event differ, it is sent once more",
    EVENT_MISSING: "somebody deleted the event in HubSpot; the next push makes it again",
    NATIVE_EVENT: "HubSpot's own Zoom app made an event of the same webinar, too",
}
"""The likely cause of each kind; two more where a state has a cause of its own."""

log = logging.getLogger(__name__)


class EventKey(NamedTuple):
    """The key of a marketing event."""

    account_id: str
    webinar_id: int
    occurrence_key: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> EventKey:
        """Return the key of the event that a row is about."""
        return cls(row["account_id"], row["webinar_id"], row["occurrence_key"])


@dataclass(frozen=True)
class Difference:
    """A difference in one event; contact_id 0: it is the event's own."""

    event: EventKey
    contact_id: int
    kind: str
    expected: str | None
    actual: str | None
    likely_cause: str

    def as_row(self) -> Row:
        """Return it as a row of hubspot.differences."""
        return {
            **self.event._asdict(),
            "contact_id": self.contact_id,
            "kind": self.kind,
            "expected": self.expected,
            "actual": self.actual,
            "likely_cause": self.likely_cause,
        }


def record_differences(
    run: HubspotRun, events: Sequence[Row], differences: Sequence[Difference], days: int
) -> None:
    """Store the differences of the events compared, and clear those that are gone.

    :param days: so long stays open what nobody compares again
    """
    run.warehouse.execute(
        "hubspot/upsert_differences",
        rows=as_json(difference.as_row() for difference in differences),
        run_id=run.run_id,
    )
    run.warehouse.execute(
        "hubspot/clear_differences",
        events=as_json(EventKey.of(event)._asdict() for event in events),
        days=days,
        run_id=run.run_id,
    )


def log_differences(differences: Sequence[Difference], *, overwritten: int) -> None:
    """Log how many differences of each kind there are, and their likely cause.

    :param overwritten: contacts whose properties somebody wrote over
    """
    if overwritten:
        log.info(
            "%d × properties of a contact that somebody wrote over: sent again by the next push "
            "(hubspot.differences)",
            overwritten,
        )
    kinds = Counter((difference.kind, difference.likely_cause) for difference in differences)
    for (kind, cause), count in kinds.items():
        log.info("%d × %s: %s (hubspot.differences)", count, kind, cause)
