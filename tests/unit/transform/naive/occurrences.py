"""Which occurrence each session is of; starts and sessions in the order of time."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.unit.transform.naive.announcements import (
    DATED,
    FREE,
    UNSCHEDULED,
    Occurrence,
    day_of,
    planned_of,
)
from tests.unit.transform.naive.dates import Dates
from tests.unit.transform.naive.practices import length
from tests.unit.transform.naive.rules import DAY, HOUR, NEAR, NO_FIXED_TIME, REHEARSALS, Row

Near = tuple[timedelta, int, datetime, Occurrence]
"""How far a break or a start is from a session, which of the two, when it was, and of what."""


class Occurrences(Dates):
    """Places sessions, each by what was announced when it began."""

    def find_occurrences(self) -> None:
        """Follow readings and sessions in the order of time, and decide each when it comes."""
        readings = sorted({row["first_read_at"] for row in self.announced})
        sessions = list(self.sessions.values())
        for reading in readings:
            if reading != readings[0]:
                while sessions and sessions[0]["started_at"] < reading:
                    self._place(sessions.pop(0))
            for row in self.announced:
                if row["first_read_at"] == reading and row["scheduled_at"] is not None:
                    self._know(row)
        for session in sessions:
            self._place(session)
        self._give_days()

    def _know(self, row: Row) -> None:
        """Decide about a start, and give it the sessions that waited for it to be read."""
        early = next((other for other in self.occurrences if other.row_to_come is row), None)
        if early is not None:
            self.occurrences.remove(early)
        occurrence = self.decide(row)
        occurrence.rows.append(row)
        self.home[id(row)] = occurrence
        if early is not None:
            occurrence.sessions += early.sessions
            occurrence.sessions.sort(key=lambda session: session["started_at"])
            for session in early.sessions:
                self.place[session["session_uuid"]] = occurrence

    def _place(self, session: Row) -> None:
        kind = FREE if self.type_at(session["started_at"]) == NO_FIXED_TIME else UNSCHEDULED
        if session["is_placement_final"]:
            occurrence = self._placed_before(session, kind)
        else:
            occurrence = (
                self._near(session)
                or self._rehearsed(session)
                or self._read_late(session)
                or self._restarted(session, self._without_a_date())
                or self.add(Occurrence(kind))
            )
        if occurrence.row_to_come is not None:
            self.read_late[session["session_uuid"]] = occurrence.row_to_come["first_read_at"]
        occurrence.sessions.append(session)
        self.place[session["session_uuid"]] = occurrence

    def _placed_before(self, session: Row, kind: str) -> Occurrence:
        """The occurrence of a final place; a run that it restarts gets its key."""
        key = session["occurrence_key"]
        if all(occurrence.key != key for occurrence in self.occurrences):
            before = self._restarted(session, self._without_a_date())
            if before is not None and before.key is None:
                before.key = key
        return self.of_key(key, kind)

    def _near(self, session: Row) -> Occurrence | None:
        """(1) The date in whose time it began; (2) a break before it, or a start around it.

        Dates that only the next reading told had been announced if it was not over before them.
        """
        begin = session["started_at"]
        dates, read_afterwards = self.dates_at(begin), self._read_afterwards(begin)
        for listed in (dates, read_afterwards):
            within = self._within(listed, begin)
            if within is not None:
                return self.occurrence_of(within)
        dates += [row for row in read_afterwards if row["scheduled_at"] < session["ended_at"]]
        nearby = self._starts_around(dates, begin)
        before = self._restarted(session, self._that_can_be_restarted(begin))
        if before is not None:
            end = self._end_of(before)
            nearby.append((max(begin - end, timedelta()), 0, end, before))
        return min(nearby, key=lambda near: near[:3])[3] if nearby else None

    def _within(self, dates: list[Row], begin: datetime) -> Row | None:
        return min(
            (row for row in dates if row["scheduled_at"] <= begin < planned_of(row).end),
            key=lambda row: (abs(begin - row["scheduled_at"]), row["scheduled_at"]),
            default=None,
        )

    def _starts_around(self, dates: list[Row], begin: datetime) -> list[Near]:
        return [
            (abs(begin - row["scheduled_at"]), 1, row["scheduled_at"], self.occurrence_of(row))
            for row in dates
            if abs(begin - row["scheduled_at"]) <= NEAR
        ]

    def _that_can_be_restarted(self, begin: datetime) -> list[Occurrence]:
        """Not a date that was deleted; not what is nothing, as only the staff was there."""
        return [
            occurrence
            for occurrence in self.occurrences
            if (occurrence.kind == DATED or self.practices_of(occurrence).left)
            and ((deleted_at := self.deleted_at(occurrence)) is None or deleted_at > begin)
        ]

    def _without_a_date(self) -> list[Occurrence]:
        return [occurrence for occurrence in self.occurrences if occurrence.kind != DATED]

    def _end_of(self, occurrence: Occurrence) -> datetime:
        end: datetime = max(row["ended_at"] for row in occurrence.sessions)
        return end

    def _restarted(self, session: Row, occurrences: list[Occurrence]) -> Occurrence | None:
        """The occurrence whose last session ended within an hour before it, the latest of them."""
        before = [
            occurrence
            for occurrence in occurrences
            if occurrence.sessions and session["started_at"] - self._end_of(occurrence) <= HOUR
        ]
        return max(before, key=self._end_of, default=None)

    def _read_afterwards(self, begin: datetime) -> list[Row]:
        """Dates that the next reading told first, and that had passed by then."""
        reading = min((later for later in self.eras if later > begin), default=None)
        return [
            row
            for row in self.announced
            if row["scheduled_at"] is not None
            and row["scheduled_at"] <= row["first_read_at"] == reading
        ]

    def _read_late(self, session: Row) -> Occurrence | None:
        """Nothing else takes it, and the next reading told a start near it."""
        begin = session["started_at"]
        nearby = self._starts_around(self._read_afterwards(begin), begin)
        return min(nearby, key=lambda near: near[:3])[3] if nearby else None

    def _rehearsed(self, session: Row) -> Occurrence | None:
        """(3) The nearest date to come, if it is short and few came."""
        begin = session["started_at"]
        to_come = [row for row in self.dates_at(begin) if row["scheduled_at"] > begin]
        if not to_come:
            return None
        row = min(to_come, key=lambda row: row["scheduled_at"])
        occurrence = self.occurrence_of(row)
        people = len(self.attendees[session["session_uuid"]])
        registered = self.registered({other["occurrence_id"] for other in occurrence.rows}, begin)
        is_soon = row["scheduled_at"] - begin <= REHEARSALS[row["type"]]
        is_short = length(session) * 2 < planned_of(row).duration
        return (
            occurrence
            if is_soon and is_short and (people <= 5 or people * 10 <= registered)
            else None
        )

    def _give_days(self) -> None:
        """Give sessions without a date the day on which the first of them began.

        Where only the staff was there, there was no occurrence: it is nothing.
        """
        used = {occurrence.key for occurrence in self.occurrences}
        for occurrence in self.occurrences:
            if occurrence.kind == DATED or occurrence.key is not None:
                continue
            first = occurrence.sessions[0]
            remembered = [
                session["occurrence_key"]
                for session in occurrence.sessions
                if session["occurrence_key"] not in {None, "", *used}
            ]
            is_judged = self.is_known(first["started_at"] - HOUR, self._end_of(occurrence) + DAY)
            if not remembered and not is_judged:
                continue
            if not self.practices_of(occurrence).left:
                occurrence.key = ""
            elif remembered:
                occurrence.key = remembered[0]
            else:
                listed = self.listed_at(first["started_at"]) or self.announced[-1:]
                timezone = listed[0]["timezone"] if listed else None
                occurrence.key = self.new_key(day_of(first["started_at"], timezone))
            used.add(occurrence.key)

    def key_of(self, uuid: str) -> str | None:
        """The key of a session's occurrence; none: it is not placed."""
        return self.place[uuid].key
