"""The events of a webinar by the plain rules: which there are, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.unit.transform.naive.announcements import (
    UNSCHEDULED,
    Occurrence,
    planned_of,
)
from tests.unit.transform.naive.rules import DAY, Row, seconds
from tests.unit.transform.naive.webinar import Staff

if TYPE_CHECKING:
    from datetime import datetime

    from tests.unit.transform.naive.occurrences import Occurrences
    from tests.unit.transform.naive.practices import Planned


@dataclass(eq=False)
class Event:
    """An occurrence that has an event, and what registrations need to know of it."""

    occurrence: Occurrence
    row: Row
    is_certain: bool
    """Whether it is certain who did not come, and who registered too late."""
    deleted_at: datetime | None
    staff: Staff

    @property
    def ends_at(self) -> datetime | None:
        """The end of its last session, practices left out; else the scheduled one."""
        ends_at: datetime | None = self.row["ended_at"] or self.row["scheduled_end_at"]
        return ends_at

    @property
    def invites(self) -> bool:
        """Whether somebody could register for it."""
        return self.occurrence.kind != UNSCHEDULED


def events_of(webinar: Occurrences) -> dict[str, Event]:
    """Which events a webinar has, by their keys: dates that are known, and what was held."""
    events: dict[str, Event] = {}
    for occurrence in webinar.occurrences:
        if not occurrence.key:
            continue
        if occurrence.rows or webinar.practices_of(occurrence).left:
            events[occurrence.key] = _event(webinar, occurrence)
    return events


def _event(webinar: Occurrences, occurrence: Occurrence) -> Event:
    planned = None
    goes_on: list[Row] = []
    practices = webinar.practices_of(occurrence)
    if occurrence.rows:
        scheduled, _ = webinar.judge(occurrence)
        planned = planned_of(scheduled)
        goes_on = occurrence.rows[occurrence.rows.index(scheduled) + 1 :]
    held = practices.left
    length: set[int] = set()
    for session in held:
        length |= seconds(session["started_at"], session["ended_at"])
    settled = [
        session["settled_at"]
        for session in webinar.placed(occurrence)
        if practices.practices.get(session["session_uuid"]) not in ("event", "time")
    ]
    row = {
        "topic": webinar.row["topic"] or webinar.row["last_topic"],
        "host_email": webinar.row["host_email"] or webinar.row["last_host"],
        "status": "ended" if held else _status_unheld(webinar, occurrence, planned),
        "scheduled_at": planned.start if planned else None,
        "scheduled_end_at": planned.end if planned else None,
        "started_at": min((session["started_at"] for session in held), default=None),
        "ended_at": max((session["ended_at"] for session in held), default=None),
        "length_seconds": len(length) if held else None,
        "settled_at": max(settled)
        if held and all(settled) and webinar.row["is_complete"]
        else None,
        "registrations": 0,
        "cancellations": 0,
        "attendances": 0,
        "no_shows": 0,
        "late_registrations": 0,
        "anonymous_attendances": 0,
        "erased_registrations": 0,
        "erased_attendances": 0,
    }
    staff = webinar.staff_now()
    if held:
        lists = [webinar.staff_of_session[session["session_uuid"]] for session in held]
        staff = Staff(
            set().union(*(listed.addresses for listed in lists)),
            set().union(*(listed.zoom_ids for listed in lists)),
        )
    return Event(
        occurrence,
        row,
        is_certain=bool(held and row["settled_at"]) and _is_past(webinar, planned, goes_on, held),
        deleted_at=None if held else webinar.deleted_at(occurrence),
        staff=staff,
    )


def _status_unheld(webinar: Occurrences, occurrence: Occurrence, planned: Planned | None) -> str:
    """The status of a date without a session that was the webinar."""
    assert planned is not None
    gone_at = webinar.row["gone_at"]
    if occurrence.is_undecided:
        return "scheduled"
    if webinar.deleted_at(occurrence) or (gone_at and gone_at < planned.end + DAY):
        return "cancelled"
    return "not_held" if webinar.is_known(planned.start, planned.end + DAY) else "scheduled"


def _is_past(
    webinar: Occurrences, planned: Planned | None, later_starts: list[Row], held: list[Row]
) -> bool:
    """Whether its scheduled end is past, and that of a start by which a broken off one goes on."""
    if planned is None:
        return True
    ends = [planned.end]
    ends += [
        planned_of(row).end
        for row in later_starts
        if row["scheduled_at"] != planned.start
        and (row["dropped_at"] is None or row["scheduled_at"] <= row["dropped_at"])
        and all(
            run["ended_at"] <= row["scheduled_at"]
            for run in held
            if run["started_at"] < row["first_read_at"]
        )
    ]
    return webinar.is_known(planned.start, max(ends))
