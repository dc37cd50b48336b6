"""Finds the occurrence that each session of a webinar belongs to.

By the dates as announced when the session began; a restart belongs to what it goes on with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from webinar_sync.transform.history import NO_OCCURRENCE
from webinar_sync.webinar_types import WebinarType

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from webinar_sync.transform.history import AnnouncedStart, Session, WebinarHistory

RESTART_WITHIN = timedelta(hours=1)
"""A session that begins so soon after another one goes on with it."""
NEAR = timedelta(hours=12)
"""A session belongs to no scheduled start that is further away, but for a rehearsal."""
REHEARSAL_DAYS: dict[int, int] = {WebinarType.SINGLE: 14, WebinarType.RECURRING: 3}
"""How many days before its date a rehearsal may be, by the type of the webinar."""
MOST_REHEARSING = 5


@dataclass
class UnscheduledRun:
    """Sessions near no date that follow each other closely: one unscheduled occurrence."""

    sessions: list[Session] = field(default_factory=list)


Place = str | UnscheduledRun | None
"""A key, a run of unscheduled sessions, or None: not decided yet."""


@dataclass(frozen=True)
class _Date:
    place: str | None
    occurrence_id: str
    starts_at: datetime
    ends_at: datetime
    read_at: datetime
    type: int

    @classmethod
    def of(cls, start: AnnouncedStart, keys: Mapping[tuple[str, datetime], str]) -> _Date | None:
        if start.scheduled_at is None:
            return None
        ends_at = start.scheduled_at + start.duration
        key = keys.get(start.row_key)
        return cls(
            key,
            start.occurrence_id,
            start.scheduled_at,
            ends_at,
            start.first_read_at,
            start.type,
        )


def place_sessions(
    webinar: WebinarHistory,
    keys: Mapping[tuple[str, datetime], str],
    sessions: list[Session] | None = None,
) -> dict[str, Place]:
    """Return the place of each session, by UUID.

    :param keys: the occurrence of each announced start that is decided, by its row_key
    :param sessions: only these, in the order of their starts
    """
    places: dict[str, Place] = {}
    last: dict[int | str | None, tuple[Session, Place]] = {}  # of each place, what ended last
    for session in webinar.sessions if sessions is None else sessions:
        if session.is_final and session.key is not None:
            place: Place = session.key
        else:
            place = _place(webinar, session, keys, last.values())
        if isinstance(place, UnscheduledRun):
            place.sessions.append(session)
        places[session.uuid] = place
        key = id(place) if isinstance(place, UnscheduledRun) else place
        if key not in last or session.ends_at >= last[key][0].ends_at:
            last[key] = (session, place)
    return places


def _place(
    webinar: WebinarHistory,
    session: Session,
    keys: Mapping[tuple[str, datetime], str],
    earlier: Collection[tuple[Session, Place]],
) -> Place:
    dates = _list_dates(webinar.starts_at_reading(session.starts_at), keys)
    # Announced so shortly before that no reading came between.
    next_starts = webinar.starts_at_next_reading(session.starts_at)
    late_dates = [date for date in _list_dates(next_starts, keys) if date.starts_at <= date.read_at]
    for listed in (dates, late_dates):
        during = [date for date in listed if date.starts_at <= session.starts_at < date.ends_at]
        if during:
            return max(during, key=lambda date: date.starts_at).place
    # No date is announced that has passed: it had been before the session was over.
    certain = [date for date in late_dates if date.starts_at < session.ends_at]
    is_near, place = _find_near(session, [*dates, *certain], earlier)
    if is_near:
        return place
    rehearsed = _find_rehearsed(webinar, session, dates)
    if rehearsed:
        return rehearsed.place
    is_near, place = _find_near(session, late_dates, [])
    return place if is_near else UnscheduledRun()


def _list_dates(
    starts: list[AnnouncedStart], keys: Mapping[tuple[str, datetime], str]
) -> list[_Date]:
    return [date for start in starts if (date := _Date.of(start, keys))]


def _find_near(
    session: Session, dates: list[_Date], earlier: Collection[tuple[Session, Place]]
) -> tuple[bool, Place]:
    """Return whether a date or an earlier session is near, and the place of the nearest.

    :param earlier: the session of each place that ended last
    """
    begins_at = session.starts_at
    near: list[tuple[timedelta, datetime, Place]] = [
        (abs(begins_at - date.starts_at), date.starts_at, date.place)
        for date in dates
        if abs(begins_at - date.starts_at) <= NEAR
    ]
    for other, place in earlier:
        pause = max(begins_at - other.ends_at, timedelta(0))
        if place != NO_OCCURRENCE and pause <= RESTART_WITHIN:
            near.append((pause, other.starts_at, place))
    if not near:
        return False, None
    return True, min(near, key=lambda candidate: candidate[:2])[2]


def _find_rehearsed(webinar: WebinarHistory, session: Session, dates: list[_Date]) -> _Date | None:
    """Return the next date, if the session is short and small enough to be its rehearsal."""
    to_come = [date for date in dates if date.starts_at > session.starts_at]
    if not to_come:
        return None
    date = min(to_come, key=lambda date: date.starts_at)
    most_days = timedelta(days=REHEARSAL_DAYS.get(date.type, 0))
    registrations = webinar.count_registrations(session.starts_at, [date.occurrence_id])
    is_small = session.attendees <= max(MOST_REHEARSING, registrations / 10)
    is_short = 2 * session.length < date.ends_at - date.starts_at
    is_soon = date.starts_at - session.starts_at <= most_days
    return date if is_small and is_short and is_soon else None
