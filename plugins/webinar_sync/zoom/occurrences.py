"""Keeps track of the dates of a series while Zoom moves, deletes and forgets them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class KnownOccurrence:
    """One date of a series. `occurrence_key` is the occurrence_id it was first known under."""

    occurrence_id: str
    occurrence_key: str
    scheduled_at: datetime
    duration_minutes: int
    status: str


@dataclass(frozen=True)
class OccurrenceChanges:
    """What a detail changed: rows to keep, and pairs of old and new ids of moved dates."""

    upserts: list[KnownOccurrence]
    moves: list[tuple[str, str]]


def merge_occurrences(
    known: list[KnownOccurrence], listed: list[dict[str, Any]], answered_at: datetime
) -> OccurrenceChanges:
    """Compare the dates that a detail lists with those known.

    One date gone that was still to come, and one new, in the same detail: it was moved, and keeps
    its key. A date to come that is gone without a new one was deleted. Dates of the past leave the
    list by themselves and stay as they were.
    """
    listed_dates = {date.occurrence_id: date for date in map(_read_date, listed) if date}
    before = {date.occurrence_id: date for date in known}
    gone = [
        date
        for date in known
        if date.occurrence_id not in listed_dates
        and date.status == "available"
        and date.scheduled_at > answered_at
    ]
    new = [
        date
        for date in listed_dates.values()
        if _is_new(date, before) and date.status == "available"
    ]
    used_keys = {date.occurrence_key for date in known if date.status != "moved"}
    upserts = [
        replace(date, occurrence_key=_free_key(date.occurrence_id, used_keys))
        if _is_new(date, before)
        else replace(date, occurrence_key=before[date.occurrence_id].occurrence_key)
        for date in listed_dates.values()
    ]
    if len(gone) == 1 and len(new) == 1 and known:
        old, moved = gone[0], new[0]
        upserts = [date for date in upserts if date.occurrence_id != moved.occurrence_id]
        upserts += [
            replace(old, status="moved"),
            replace(moved, occurrence_key=old.occurrence_key),
        ]
        return OccurrenceChanges(upserts, [(old.occurrence_id, moved.occurrence_id)])
    return OccurrenceChanges(upserts + [replace(date, status="deleted") for date in gone], [])


def _is_new(date: KnownOccurrence, before: dict[str, KnownOccurrence]) -> bool:
    """Tell a date that was not there before; a date that was moved away and is back is new.

    Zoom's occurrence_id is the start, so a date moved back has an id that was seen before.
    """
    known = before.get(date.occurrence_id)
    return known is None or known.status == "moved"


def _free_key(occurrence_id: str, used_keys: set[str]) -> str:
    """Return the key of a new date: its id, unless a date that was moved away has that key."""
    key, number = occurrence_id, 1
    while key in used_keys:
        number += 1
        key = f"{occurrence_id}.{number}"
    return key


def _read_date(raw: dict[str, Any]) -> KnownOccurrence | None:
    """Read one entry of a detail; None if it has no id or no readable start."""
    occurrence_id = str(raw.get("occurrence_id") or "")
    try:
        start = datetime.fromisoformat(str(raw.get("start_time")))
    except ValueError:
        return None
    if not occurrence_id or start.tzinfo is None:
        return None
    return KnownOccurrence(
        occurrence_id,
        occurrence_id,
        start,
        int(raw.get("duration") or 0),
        "deleted" if raw.get("status") == "deleted" else "available",
    )
