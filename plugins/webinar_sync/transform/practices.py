"""Tells the sessions that were not the webinar: rehearsals, wash-ups, false starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from webinar_sync.transform.history import Session

EARLIEST = timedelta(hours=12)
"""A session that began earlier than this before the scheduled start was not the webinar."""
FEWEST_ATTENDEES = 3
"""Of a session before the scheduled start that was the webinar because many people came."""

Ground = Literal["event", "time", "people"]
"""What told that a session is a practice: Zoom's webhook, the times alone, or who was in it."""


@dataclass(frozen=True)
class Date:
    """A scheduled time. `is_over`: the history is known to 24 hours after its end."""

    starts_at: datetime
    duration: timedelta
    is_over: bool

    @property
    def ends_at(self) -> datetime:
        """The scheduled end."""
        return self.starts_at + self.duration

    def is_touched_by(self, session: Session) -> bool:
        """Tell whether a part of a session lies in the scheduled time."""
        return session.starts_at < self.ends_at and session.ends_at > self.starts_at

    def has_half(self, session: Session) -> bool:
        """Tell whether a session lasted at least half the planned time."""
        return 2 * session.length >= self.duration


def find_practices(
    sessions: list[Session],
    date: Date | None,
    count_registrations: Callable[[datetime], int] = lambda _: 0,
) -> dict[str, Ground]:
    """Return the practices among the sessions of one occurrence, by UUID, and what told it.

    The rules stand in their order; each judges only against sessions that are left. What was
    decided of frozen sessions stays.

    :param date: its scheduled time; None: it is unscheduled
    :param count_registrations: how many registrations had been made by a moment
    """
    practices = _judge(sessions, date, count_registrations)
    held = {session.uuid for session in sessions if session.was_practice is False}
    return {uuid: ground for uuid, ground in practices.items() if uuid not in held}


def _judge(
    sessions: list[Session], date: Date | None, count_registrations: Callable[[datetime], int]
) -> dict[str, Ground]:
    practices: dict[str, Ground] = {}

    def left() -> list[Session]:
        return [session for session in sessions if session.uuid not in practices]

    for session in sessions:
        if session.is_practice_by_event:
            practices[session.uuid] = "event"
        elif session.was_practice:
            practices[session.uuid] = "people"
    for session in left():
        if session.has_only_staff and (date is None or not date.is_touched_by(session)):
            practices[session.uuid] = "people"
    if date is None:
        return practices
    for session in left():
        if session.ends_at <= date.starts_at:
            ground = _judge_early(session, date, left())
            if ground:
                practices[session.uuid] = ground
    if any(session.attendees for session in left()):
        practices.update({s.uuid: "people" for s in left() if s.has_only_staff})
    for session in left():
        if session.starts_at < date.starts_at - EARLIEST:
            practices[session.uuid] = "time"
    remaining = left()
    if all(session.ends_at <= date.starts_at for session in remaining) and not any(
        _was_it_early(session, date, count_registrations) for session in remaining
    ):
        practices.update({session.uuid: "people" for session in remaining})
    return practices


def _judge_early(session: Session, date: Date, left: list[Session]) -> Ground | None:
    """Judge a session that ended before the scheduled start, by those that ended after it."""
    later = [other for other in left if other.ends_at > date.starts_at]
    if not date.is_over or any(date.has_half(other) for other in later):
        return "time"
    return "people" if any(other.attendees >= session.attendees for other in later) else None


def _was_it_early(
    session: Session, date: Date, count_registrations: Callable[[datetime], int]
) -> bool:
    """Tell whether a session that ended before the scheduled start was the webinar all the same."""
    registrations = count_registrations(session.ends_at)
    has_many = session.attendees >= FEWEST_ATTENDEES and 10 * session.attendees >= registrations
    return date.has_half(session) or has_many
