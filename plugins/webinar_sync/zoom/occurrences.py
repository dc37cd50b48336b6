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
    now_listed = {one.occurrence_id: one for one in map(_listed, listed) if one is not None}
    before = {one.occurrence_id: one for one in known}
    gone = [
        one
        for one in known
        if one.occurrence_id not in now_listed
        and one.status == "available"
        and one.scheduled_at > answered_at
    ]
    new = [one for one in now_listed.values() if _is_new(one, before) and one.status == "available"]
    taken = {one.occurrence_key for one in known if one.status != "moved"}
    upserts = [
        replace(one, occurrence_key=_free_key(one.occurrence_id, taken))
        if _is_new(one, before)
        else replace(one, occurrence_key=before[one.occurrence_id].occurrence_key)
        for one in now_listed.values()
    ]
    if len(gone) == 1 and len(new) == 1 and known:
        old, moved = gone[0], new[0]
        upserts = [one for one in upserts if one.occurrence_id != moved.occurrence_id]
        upserts += [
            replace(old, status="moved"),
            replace(moved, occurrence_key=old.occurrence_key),
        ]
        return OccurrenceChanges(upserts, [(old.occurrence_id, moved.occurrence_id)])
    return OccurrenceChanges(upserts + [replace(one, status="deleted") for one in gone], [])


def _is_new(one: KnownOccurrence, before: dict[str, KnownOccurrence]) -> bool:
    """Tell a date that was not there before; one that had been moved away and is back is new.

    Zoom's occurrence_id is the start, so a date moved back has an id that was seen before.
    """
    return one.occurrence_id not in before or before[one.occurrence_id].status == "moved"


def _free_key(occurrence_id: str, taken: set[str]) -> str:
    """Return the key of a new date: its id, unless a date that was moved away has that key."""
    key, number = occurrence_id, 1
    while key in taken:
        number += 1
        key = f"{occurrence_id}.{number}"
    return key


def _listed(raw: dict[str, Any]) -> KnownOccurrence | None:
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
