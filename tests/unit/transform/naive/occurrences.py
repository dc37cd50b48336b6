"""Which occurrence each session is of; starts and sessions in the order of time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from datetime import datetime


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
        uuid = session["session_uuid"]
        is_free = self.type_at(session["started_at"]) == NO_FIXED_TIME
        kind = FREE if is_free else UNSCHEDULED
        if session["is_placement_final"]:
            occurrence = self.of_key(session["occurrence_key"], kind)
        else:
            occurrence = (
                self._near(session) or self._rehearsed(session) or self.add(Occurrence(kind))
            )
            if occurrence.kind != DATED:
                end = session["ended_at"]
                is_judged = self.is_known(session["started_at"] - HOUR, end + DAY)
                follows_one_that_waits = occurrence.sessions and (
                    occurrence.sessions[-1]["session_uuid"] in self.waiting
                )
                if not is_judged or follows_one_that_waits:
                    self.waiting.add(uuid)
        occurrence.sessions.append(session)
        self.place[uuid] = occurrence

    def _near(self, session: Row) -> Occurrence | None:
        """(1) The date in whose time it began; (2) a break before it, or a start around it."""
        begin = session["started_at"]
        dates = self.dates_at(begin)
        within = [row for row in dates if row["scheduled_at"] <= begin < planned_of(row).end]
        if within:
            nearest = min(
                within, key=lambda row: (abs(begin - row["scheduled_at"]), row["scheduled_at"])
            )
            return self.occurrence_of(nearest)
        nearby: list[tuple[timedelta, int, datetime, Occurrence]] = []
        for occurrence in self.occurrences:
            deleted_at = self.deleted_at(occurrence)
            if not occurrence.sessions or (deleted_at is not None and deleted_at <= begin):
                continue
            end = max(row["ended_at"] for row in occurrence.sessions)
            if begin - end <= HOUR:
                nearby.append((max(begin - end, timedelta()), 0, end, occurrence))
        for row in dates:
            away = abs(begin - row["scheduled_at"])
            if away <= NEAR:
                nearby.append((away, 1, row["scheduled_at"], self.occurrence_of(row)))
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

        Where all of them were practices, there was no occurrence: then it is nothing.
        """
        used = {occurrence.key for occurrence in self.occurrences}
        for occurrence in self.occurrences:
            if occurrence.kind == DATED or occurrence.key is not None:
                continue
            first = occurrence.sessions[0]
            if first["session_uuid"] in self.waiting:
                continue
            occurrence.key = ""
            if not self.practices_of(occurrence).left:
                continue
            remembered = [
                session["occurrence_key"]
                for session in occurrence.sessions
                if session["occurrence_key"] not in {None, "", *used}
            ]
            if remembered:
                occurrence.key = remembered[0]
            else:
                listed = self.listed_at(first["started_at"]) or self.announced[-1:]
                timezone = listed[0]["timezone"] if listed else None
                occurrence.key = self.new_key(day_of(first["started_at"], timezone))
            used.add(occurrence.key)

    def key_of(self, uuid: str) -> str | None:
        """The key of a session's occurrence; none: it is not placed."""
        return None if uuid in self.waiting else self.place[uuid].key
