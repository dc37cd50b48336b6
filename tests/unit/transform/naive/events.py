"""The events of a webinar by the plain rules: which there are, and what became of each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.unit.transform.naive.rules import DAY, NO_FIXED_TIME, RECURRING, SINGLE, Row, seconds

if TYPE_CHECKING:
    from tests.unit.transform.naive.webinar import Webinar


def events_of(webinar: Webinar) -> dict[str, Row]:
    """Which events a webinar has, by their keys: dates that are known, and what was held."""
    held = {webinar.occurrence[uuid] for uuid in webinar.sessions if uuid not in webinar.practices}
    events: dict[str, Row] = {}
    if webinar.type == SINGLE:
        # Of one that expired unread no date is known, only that it was held.
        keys = held if webinar.row["scheduled_at"] is None else {"single"}
    elif webinar.type == NO_FIXED_TIME:
        keys = held
    else:
        keys = held | {date["occurrence_key"] for date in webinar.dates}
    for key in keys:
        events[key] = _event(webinar, key)
    return events


def _event(webinar: Webinar, key: str) -> Row:
    date: Row | None = None
    if webinar.type == SINGLE and webinar.row["scheduled_at"] is not None:
        date = {**webinar.row, "status": "available"}
    if webinar.type == RECURRING:
        date = next((date for date in webinar.dates if date["occurrence_key"] == key), None)
    mine = [row for uuid, row in webinar.sessions.items() if webinar.occurrence[uuid] == key]
    held = [row for row in mine if row["session_uuid"] not in webinar.practices]
    scheduled_at = date["scheduled_at"] if date else None
    scheduled_end = (
        date["scheduled_at"] + timedelta(minutes=date["duration_minutes"] or 0) if date else None
    )
    length: set[int] = set()
    for row in held:
        length |= seconds(row["started_at"], row["ended_at"])
    settled = [row["settled_at"] for row in mine]
    gone_at = webinar.row["gone_at"]
    if held:
        status = "ended"
    elif (date is not None and date["status"] == "deleted") or (
        gone_at and scheduled_end and gone_at < scheduled_end + DAY
    ):
        status = "cancelled"
    elif scheduled_end and any(
        (since is None or since <= scheduled_at) and until >= scheduled_end + DAY
        for since, until in webinar.known_history
    ):
        status = "not_held"
    else:
        status = "scheduled"
    return {
        "topic": webinar.row["topic"] or webinar.row["last_topic"],
        "host_email": webinar.row["host_email"] or webinar.row["last_host"],
        "status": status,
        "scheduled_at": scheduled_at,
        "scheduled_end_at": scheduled_end,
        "started_at": min((row["started_at"] for row in held), default=None),
        "ended_at": max((row["ended_at"] for row in held), default=None),
        "length_seconds": len(length) if held else None,
        "settled_at": max(settled) if held and all(settled) else None,
        "registrations": 0,
        "cancellations": 0,
        "attendances": 0,
        "no_shows": 0,
        "anonymous_attendances": 0,
    }
