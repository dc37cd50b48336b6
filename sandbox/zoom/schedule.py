"""When a webinar is: the dates that it lists, and the start that it announces, at a moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.zoom.model import NO_FIXED_TIME, RECURRING, SINGLE

if TYPE_CHECKING:
    from sandbox.zoom.model import Occurrence, Webinar


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
    """Return the dates of a series that it lists now, past ones included."""
    return [
        date
        for date in webinar.occurrences
        if (date.listed_from is None or date.listed_from <= now)
        and (date.listed_until is None or now < date.listed_until)
    ]


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
