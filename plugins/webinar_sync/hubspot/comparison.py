"""What HubSpot has of one marketing event, held against what it was sent. Pure: no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.errors import HubspotBadAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SECOND = timedelta(seconds=1)

CAUSES = {
    "missing": "somebody removed it by hand in HubSpot, or the contact was deleted for good",
    "extra": "somebody, or another app, added it in HubSpot",
    "merged": "the contact was merged into another one in HubSpot, which has its activity now",
    "state": "somebody, or another app, changed it in HubSpot",
    "state_taken_back": "Zoom took the attendance back; HubSpot has no way to take one back",
    "state_not_over": "HubSpot has not made a no-show of it yet",
    "time": "HubSpot kept the time of an earlier or another interaction",
    "duration": "HubSpot kept the times of an earlier or another attendance",
    "event_missing": "somebody deleted the event in HubSpot; the next push makes it again",
    "native_event": "HubSpot's own Zoom app made an event of the same webinar, too",
}


@dataclass(frozen=True)
class Found:
    """One participation as HubSpot tells it. `seconds`: from joining to leaving, by its formula."""

    contact_id: int
    state: str
    occurred_at: datetime
    seconds: int | None


@dataclass(frozen=True)
class Difference:
    """One difference; contact_id 0: the event's own."""

    contact_id: int
    kind: str
    expected: str | None
    actual: str | None
    likely_cause: str


def read_found(row: Mapping[str, Any]) -> Found:
    """Read a row of a participations breakdown.

    :raises HubspotBadAnswerError: if it lacks its contact, state or time
    """
    try:
        properties = row["properties"]
        seconds = properties.get("attendanceDurationSeconds")
        return Found(
            contact_id=int(row["associations"]["contact"]["contactId"]),
            state=str(properties["attendanceState"]),
            occurred_at=_moment(properties["occurredAt"]),
            seconds=None if seconds is None else int(seconds),
        )
    except (KeyError, TypeError, ValueError):
        raise HubspotBadAnswerError(
            "GET participations: a row lacks its contact, state or time"
        ) from None


def _moment(given: object) -> datetime:
    """Read a time: int64 in HubSpot's specification, a text in its guide."""
    if isinstance(given, int) or str(given).isdigit():
        return datetime.fromtimestamp(int(str(given)) / 1000, UTC)
    return datetime.fromisoformat(str(given))


def compare(expected: Iterable[Mapping[str, Any]], found: Iterable[Found]) -> list[Difference]:
    """Compare state, times and duration of everybody in one event.

    :param expected: rows of `hubspot/select_expected_participations`
    """
    there = {one.contact_id: one for one in found if one.state != "EMPTY"}
    told = {int(one["contact_id"]): one for one in expected}
    differences = [
        _difference(contact_id, "missing", _state(told[contact_id]), None)
        for contact_id in sorted(told.keys() - there.keys())
        if not told[contact_id]["is_withdrawn"]
    ]
    differences += [
        _difference(contact_id, "extra", None, there[contact_id].state)
        for contact_id in sorted(there.keys() - told.keys())
    ]
    for contact_id in sorted(told.keys() & there.keys()):
        differences += _of_one(told[contact_id], there[contact_id])
    return differences


def _state(told: Mapping[str, Any]) -> str:
    if told["is_withdrawn"]:
        return "CANCELLED"
    if told["joined_at"] is not None and not told["is_taken_back"]:
        return "ATTENDED"
    if told["cancelled_at"] is not None:
        return "CANCELLED"
    return "NO_SHOW" if told["is_completed"] else "REGISTERED"


def _of_one(told: Mapping[str, Any], there: Found) -> list[Difference]:
    state = _state(told)
    if state != there.state:
        cause = "state"
        if told["is_taken_back"]:
            cause = "state_taken_back"
        elif (state, there.state) == ("NO_SHOW", "REGISTERED"):
            cause = "state_not_over"
        return [_difference(there.contact_id, "state", state, there.state, cause)]
    moments = {
        "ATTENDED": (told["joined_at"], told["left_at"], told["attended_sent_at"]),
        "CANCELLED": () if told["is_withdrawn"] else (told["cancelled_at"],),
        "REGISTERED": (told["registered_at"], told["registered_sent_at"]),
    }.get(state, ())
    if moments and all(one is None or abs(one - there.occurred_at) > SECOND for one in moments):
        expected = " or ".join(one.isoformat() for one in moments if one)
        return [_difference(there.contact_id, "time", expected, there.occurred_at.isoformat())]
    if state == "ATTENDED":
        seconds = round((told["left_at"] - told["joined_at"]).total_seconds())
        if there.seconds is None or abs(there.seconds - seconds) > 1:
            return [_difference(there.contact_id, "duration", str(seconds), str(there.seconds))]
    return []


def _difference(
    contact_id: int, kind: str, expected: str | None, found: str | None, cause: str = ""
) -> Difference:
    return Difference(contact_id, kind, expected, found, CAUSES[cause or kind])
