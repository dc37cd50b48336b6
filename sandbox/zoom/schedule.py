"""What a webinar is at a moment: as edited by then, its dates, the start that it announces."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.zoom.model import NO_FIXED_TIME, RECURRING, SINGLE

if TYPE_CHECKING:
    from sandbox.zoom.model import Occurrence, Panelist, Webinar


def as_edited(webinar: Webinar, now: datetime) -> Webinar:
    """Return a webinar with the edits that were made by now, the latest last."""
    changes: dict[str, Any] = {}
    for since, fields in webinar.edits:
        if since <= now:
            changes.update(fields)
    return replace(webinar, **changes) if changes else webinar


def exists(webinar: Webinar, now: datetime) -> bool:
    """Tell whether there is a webinar now: created, not deleted, not expired."""
    ends = [moment for moment in (webinar.expires_at, webinar.deleted_at) if moment is not None]
    return webinar.created_at <= now and all(now < end for end in ends)


def start_of(webinar: Webinar, now: datetime) -> datetime | None:
    """Return the scheduled start: a series' next date, or its last where none is to come."""
    if webinar.type == RECURRING:
        dates = [date for date in listed_occurrences(webinar, now) if date.status == "available"]
        coming = [date.start for date in dates if not is_over(date, now)]
        return min(coming) if coming else max((date.start for date in dates), default=webinar.start)
    moved = [start for since, start in webinar.moves if since <= now]
    return moved[-1] if moved else webinar.start


def coming_starts(webinar: Webinar, now: datetime) -> list[datetime]:
    """Return a webinar's starts after now. Guess: a series has one for each of its dates."""
    if webinar.type == RECURRING:
        dates = listed_occurrences(webinar, now)
        return [date.start for date in dates if date.status == "available" and date.start > now]
    start = start_of(webinar, now)
    return [start] if webinar.type == SINGLE and start is not None and start > now else []


def listed_occurrences(webinar: Webinar, now: datetime) -> list[Occurrence]:
    """Return the dates of a series that it lists now as they are now, past ones included."""
    return [_date_as_edited(date, now) for date in webinar.occurrences if _is_listed(date, now)]


def listed_panelists(webinar: Webinar, now: datetime) -> list[Panelist]:
    """Return who is on the list of panelists now."""
    return [panelist for panelist in webinar.panelists if _is_listed(panelist, now)]


def is_upcoming(webinar: Webinar, now: datetime) -> bool:
    """Tell whether a webinar is to come, or under way."""
    if webinar.type == NO_FIXED_TIME:
        return True
    if webinar.type == RECURRING:
        dates = listed_occurrences(webinar, now)
        return any(date.status == "available" and not is_over(date, now) for date in dates)
    start = start_of(webinar, now)
    return start is not None and now <= start + timedelta(minutes=webinar.duration_minutes)


def is_over(date: Occurrence, now: datetime) -> bool:
    """Tell whether the planned time of a date is over."""
    return date.start + timedelta(minutes=date.duration_minutes) < now


def _is_listed(entry: Occurrence | Panelist, now: datetime) -> bool:
    return (entry.listed_from is None or entry.listed_from <= now) and (
        entry.listed_until is None or now < entry.listed_until
    )


def _date_as_edited(date: Occurrence, now: datetime) -> Occurrence:
    starts = [start for since, start in date.moves if since <= now]
    if starts:
        date = replace(date, start=starts[-1])
    if date.deleted_at is not None and date.deleted_at <= now:
        date = replace(date, status="deleted")
    return date
