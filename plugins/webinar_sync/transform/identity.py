"""Decides which occurrences a webinar has, and under which key each is known for ever.

What was decided before comes in with the announced starts and the sessions, and stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from webinar_sync.transform.history import DAY, NO_OCCURRENCE, is_same_minute
from webinar_sync.transform.occurrence import Occurrence
from webinar_sync.transform.placement import (
    NEAR,
    RESTART_WITHIN,
    Place,
    UnscheduledRun,
    place_sessions,
)
from webinar_sync.transform.practices import Date, Ground, find_practices
from webinar_sync.webinar_types import WebinarType

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.transform.history import AnnouncedStart, Session, WebinarHistory

DECIDED_AFTER = timedelta(hours=48)
"""So long after a start that passed without a session, another start is known to move it."""
OVER_AFTER = DAY
"""An occurrence without a session this long after its scheduled end was not held."""


@dataclass(frozen=True)
class Identified:
    """What was decided about one webinar.

    - occurrences: by key; a key NO_OCCURRENCE holds practices near no date
    - start_keys: the key of each announced start that is decided, by its row_key
    - session_keys: the key of each session, by UUID; None: not placed yet
    - undecided: the announced starts that are not decided
    - moments: when something of it may change by time alone
    """

    occurrences: dict[str, Occurrence]
    start_keys: dict[tuple[str, datetime], str]
    session_keys: dict[str, str | None]
    undecided: list[AnnouncedStart]
    moments: list[datetime]


def identify(webinar: WebinarHistory) -> Identified:
    """Decide about one webinar."""
    identity = _Identity(webinar)
    for start in webinar.starts:
        if start.scheduled_at is not None:
            identity.add(start, start.scheduled_at)
    return identity.finish()


class _Identity:
    def __init__(self, webinar: WebinarHistory) -> None:
        self._webinar = webinar
        self._occurrences: dict[str, Occurrence] = {}
        self._keys: dict[tuple[str, datetime], str] = {}
        self._used_keys = set(webinar.given_keys)
        self._previous: dict[tuple[int, str], AnnouncedStart] = {}
        self._undecided: set[tuple[int, str]] = set()
        self._undecided_starts: list[AnnouncedStart] = []
        self._moments: list[datetime] = []

    def add(self, start: AnnouncedStart, scheduled_at: datetime) -> None:
        """Decide which occurrence an announced start is: in the order of first readings."""
        chain = (start.type, start.occurrence_id)
        if chain in self._undecided or self._is_of_undecided(start):
            self._undecided.add(chain)
            self._undecided_starts.append(start)
            return
        previous = self._previous.get(chain)
        is_continued = previous is not None and previous.dropped_at == start.first_read_at
        same = None if is_continued else self._find_same_date(start)
        if start.type == WebinarType.SINGLE and not is_continued:
            previous = None  # a change of type came between
        before = same or (self._keys[previous.row_key] if previous else None)
        if before is not None:
            key = self._follow(self._occurrences[before], start, scheduled_at)
        else:
            key = start.key or self._new_key(start, scheduled_at, is_first=True)
        if key is None:
            self._undecided.add(chain)
            self._undecided_starts.append(start)
            return
        self._previous[chain] = start
        self._keys[start.row_key] = key
        self._used_keys.add(key)
        occurrence = self._occurrences.get(key)
        if occurrence is None:
            occurrence = Occurrence(key, scheduled_at, start.duration)
            self._occurrences[key] = occurrence
        occurrence.starts.append(start)

    def _find_same_date(self, start: AnnouncedStart) -> str | None:
        """Find the occurrence that has the same date under another id or type.

        A date that vanished in the same reading, one that dropped off the list as it was past, or
        an occurrence from before a change of type; unless another start tells it still.
        """
        for occurrence in self._occurrences.values():
            is_announced = any(
                other.dropped_at is None or other.dropped_at > start.first_read_at
                for other in occurrence.starts
            )
            is_at_its_minute = is_same_minute(occurrence.scheduled_at, start.scheduled_at)
            if not is_announced and any(
                (is_at_its_minute or other.is_same_date_as(start)) and self._may_go_on(other, start)
                for other in occurrence.starts
            ):
                return occurrence.key
        return None

    def _is_of_undecided(self, start: AnnouncedStart) -> bool:
        return any(
            other.is_same_date_as(start) and self._may_go_on(other, start)
            for other in self._undecided_starts
        )

    def _may_go_on(self, other: AnnouncedStart, start: AnnouncedStart) -> bool:
        """Tell whether a start vanished in the reading that told another, or as it was past.

        Or whether the type changed since.
        """
        eras, read_at = self._webinar.eras, start.first_read_at
        has_dropped_off = other.was_past_when_dropped and not other.is_announced_at(read_at)
        return other.row_key != start.row_key and (
            other.dropped_at == read_at
            or has_dropped_off
            or eras[other.first_read_at] < eras[read_at]
        )

    def _follow(
        self, before: Occurrence, start: AnnouncedStart, scheduled_at: datetime
    ) -> str | None:
        """Decide about another start of what had one before; None: it cannot be decided yet."""
        known_at = start.first_read_at
        sessions = [s for s in self._webinar.sessions if s.starts_at < known_at]
        places = place_sessions(self._webinar, self._keys, sessions)
        before.sessions = [s for s in sessions if places[s.uuid] == before.key]
        before.practices = self._find_practices(before)
        if _is_certainly_held(before) or (before.held and self._is_past_waiting(before)):
            key = start.key or self._follow_held(before, start, scheduled_at)
            if key == before.key and all(s.ends_at <= scheduled_at for s in before.held):
                before.continued_until = scheduled_at + start.duration
            return key
        if start.key is not None and start.key != before.key:
            return start.key
        if before.scheduled_at is not None:
            is_same_date = before.starts[-1].is_same_date_as(start)
            may_be_held = before.scheduled_at <= known_at or self._would_be_held(before)
            is_open = may_be_held and not self._is_past_waiting(before)
            if not is_same_date and start.key is None and is_open:
                before.is_undecided = True
                self._moments.append(before.scheduled_at + DECIDED_AFTER)
                return None
        before.scheduled_at, before.duration = scheduled_at, start.duration
        return before.key

    def _follow_held(
        self, before: Occurrence, start: AnnouncedStart, scheduled_at: datetime
    ) -> str:
        """Tell whether another start of what was held goes on with it, or is a new occurrence."""
        held = before.held
        ended = [session for session in held if session.ends_at <= scheduled_at]
        is_its_minute = is_same_minute(before.scheduled_at, scheduled_at)
        if not ended or is_its_minute or before.starts[-1].is_same_date_as(start):
            return before.key
        last = max(ended, key=lambda session: session.ends_at)
        is_broken_off = 2 * last.length < before.duration and scheduled_at - last.ends_at <= NEAR
        if is_broken_off or len(ended) < len(held):
            return before.key
        return self._new_key(start, scheduled_at, is_first=False)

    def _is_past_waiting(self, before: Occurrence) -> bool:
        if before.scheduled_at is None:
            return True
        return self._webinar.known.covers(before.scheduled_at, before.scheduled_at + DECIDED_AFTER)

    def _new_key(self, start: AnnouncedStart, scheduled_at: datetime, *, is_first: bool) -> str:
        if is_first and start.type == WebinarType.RECURRING and start.occurrence_id:
            return self._free_key(start.occurrence_id)
        return self._free_key(self._webinar.day_of(scheduled_at, start.first_read_at))

    def _free_key(self, wanted_key: str) -> str:
        key, number = wanted_key, 1
        while key in self._used_keys:
            number += 1
            key = f"{wanted_key}-{number}"
        self._used_keys.add(key)
        return key

    def _would_be_held(self, occurrence: Occurrence) -> bool:
        """Tell whether a session before the start was the webinar if no other one follows."""
        practices = self._find_practices(occurrence, is_over=True)
        return len(practices) < len(occurrence.sessions)

    def _find_practices(
        self, occurrence: Occurrence, *, is_over: bool = False
    ) -> dict[str, Ground]:
        date = None
        if occurrence.scheduled_at is not None:
            end = occurrence.scheduled_at + occurrence.duration
            is_over |= self._webinar.known.covers(occurrence.scheduled_at, end + OVER_AFTER)
            date = Date(occurrence.scheduled_at, occurrence.duration, is_over)
        ids = {start.occurrence_id for start in occurrence.starts}
        return find_practices(
            occurrence.sessions,
            date,
            lambda moment: self._webinar.count_registrations(moment, ids),
        )

    def finish(self) -> Identified:
        """Place all sessions, and name the unscheduled occurrences."""
        places = place_sessions(self._webinar, self._keys)
        session_keys = self._name_places(places)
        for occurrence in self._occurrences.values():
            occurrence.sessions = []
        for session in self._webinar.sessions:
            key = session_keys[session.uuid]
            if key is not None:
                occurrence = self._occurrences.get(key) or self._unscheduled(key, session)
                occurrence.sessions.append(session)
        for occurrence in self._occurrences.values():
            occurrence.practices = self._find_practices(occurrence)
        return Identified(
            self._occurrences,
            self._keys,
            session_keys,
            self._undecided_starts,
            self._moments + self._list_moments(),
        )

    def _unscheduled(self, key: str, session: Session) -> Occurrence:
        is_open = self._webinar.type_at(session.starts_at) == WebinarType.NO_FIXED_TIME
        occurrence = Occurrence(key, invites=is_open)
        self._occurrences[key] = occurrence
        return occurrence

    def _name_places(self, places: dict[str, Place]) -> dict[str, str | None]:
        names: dict[int, str | None] = {}
        session_keys: dict[str, str | None] = {}
        for uuid, place in places.items():
            if isinstance(place, UnscheduledRun):
                if id(place) not in names:
                    names[id(place)] = self._name_run(place)
                session_keys[uuid] = names[id(place)]
            else:
                session_keys[uuid] = place
        return session_keys

    def _name_run(self, run: UnscheduledRun) -> str | None:
        """Return the key of an unscheduled occurrence; None while its history is not known."""
        first, last = run.sessions[0], max(run.sessions, key=lambda session: session.ends_at)
        scheduled = set(self._keys.values())
        for session in run.sessions:
            if session.key and session.key not in scheduled:
                return session.key
        if not self._webinar.known.covers(
            first.starts_at - RESTART_WITHIN, last.ends_at + OVER_AFTER
        ):
            self._moments.append(last.ends_at + OVER_AFTER)
            return None
        if len(find_practices(run.sessions, None)) == len(run.sessions):
            return NO_OCCURRENCE
        return self._free_key(self._webinar.day_of(first.starts_at, first.starts_at))

    def _list_moments(self) -> list[datetime]:
        moments = [session.ends_at + DAY for session in self._webinar.sessions]
        for occurrence in self._occurrences.values():
            if occurrence.scheduled_end_at is not None:
                moments += [occurrence.scheduled_end_at, occurrence.scheduled_end_at + OVER_AFTER]
            if occurrence.continued_until is not None:
                moments.append(occurrence.continued_until)
        return moments


def _is_certainly_held(occurrence: Occurrence) -> bool:
    """Tell whether it was held whatever the reports say that are not there yet."""
    return any(
        session.is_read
        or session.is_lost
        or (
            occurrence.scheduled_at is not None
            and Date(occurrence.scheduled_at, occurrence.duration, is_over=False).is_touched_by(
                session
            )
        )
        for session in occurrence.held
    )
