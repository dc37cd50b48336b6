"""Which sessions of an occurrence were not the webinar, rule by rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.unit.transform.naive.rules import DAY, NEAR, Row

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from tests.unit.transform.naive.webinar import Webinar


@dataclass
class Planned:
    """The scheduled time of an occurrence."""

    start: datetime
    duration: timedelta

    @property
    def end(self) -> datetime:
        return self.start + self.duration


def length(session: Row) -> timedelta:
    """How long a session was."""
    ended_at: datetime = session["ended_at"]
    return ended_at - session["started_at"]


class Practices:
    """Judges the sessions of an occurrence, each against those not found to be a practice yet."""

    def __init__(
        self,
        webinar: Webinar,
        sessions: list[Row],
        planned: Planned | None,
        registered_by: Callable[[datetime], int],
        *,
        is_over: bool = False,
    ) -> None:
        self.webinar, self.planned, self.is_over = webinar, planned, is_over
        self.left = list(sessions)
        self.practices: dict[str, str] = {}
        """The rule that found each practice: `event`, `staff`, `time`, `attendees`, `too few`."""
        self._are([session for session in sessions if session.get("is_practice_by_event")], "event")
        self._are([session for session in sessions if session.get("was_practice")], "staff")
        self._judge_staff()
        if planned is not None:
            self._judge_early(planned)
        self._judge_staff_beside_attendees()
        if planned is not None:
            self._judge_far(planned)
            self._judge_before_the_start(planned, registered_by)
        for session in sessions:  # of what is frozen the verdict stays
            if session.get("was_practice") is False:
                self.practices.pop(session["session_uuid"], None)
        self.left = [
            session for session in sessions if session["session_uuid"] not in self.practices
        ]

    def _are(self, sessions: list[Row], rule: str) -> None:
        for session in sessions:
            self.practices.setdefault(session["session_uuid"], rule)
        self.left = [
            session for session in self.left if session["session_uuid"] not in self.practices
        ]

    def _has_only_staff(self, session: Row) -> bool:
        return self.webinar.has_only_staff[session["session_uuid"]]

    def _attendees(self, session: Row) -> int:
        return len(self.webinar.attendees[session["session_uuid"]])

    def _judge_staff(self) -> None:
        """(2) Only staff, and no part of it in the scheduled time."""

        def is_outside(session: Row) -> bool:
            planned = self.planned
            return planned is None or (
                session["ended_at"] <= planned.start or session["started_at"] >= planned.end
            )

        self._are(
            [
                session
                for session in self.left
                if self._has_only_staff(session) and is_outside(session)
            ],
            "staff",
        )

    def _judge_early(self, planned: Planned) -> None:
        """(3) It ended before the start, and another is the webinar, or may still come."""
        is_over = self.is_over or self.webinar.is_known(planned.start, planned.end + DAY)
        early = [session for session in self.left if session["ended_at"] <= planned.start]
        later = [session for session in self.left if session["ended_at"] > planned.start]
        if not is_over or any(length(other) * 2 >= planned.duration for other in later):
            self._are(early, "time")
        most = max((self._attendees(other) for other in later), default=-1)
        self._are([session for session in early if self._attendees(session) <= most], "attendees")

    def _judge_staff_beside_attendees(self) -> None:
        """(4) Only staff, if another had an attendee."""
        if any(self._attendees(session) for session in self.left):
            self._are([session for session in self.left if self._has_only_staff(session)], "staff")

    def _judge_far(self, planned: Planned) -> None:
        """It began more than 12 hours before the start."""
        self._are(
            [session for session in self.left if planned.start - session["started_at"] > NEAR],
            "time",
        )

    def _judge_before_the_start(
        self, planned: Planned, registered_by: Callable[[datetime], int]
    ) -> None:
        """All ended before the start, none was long, and few came."""
        if not self.left or any(session["ended_at"] > planned.start for session in self.left):
            return
        if any(length(session) * 2 >= planned.duration for session in self.left):
            return
        for session in self.left:
            people = self._attendees(session)
            if people >= 3 and people * 10 >= registered_by(session["ended_at"]):
                return
        self._are(self.left, "too few")
