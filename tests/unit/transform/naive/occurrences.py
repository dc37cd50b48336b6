"""Which occurrence each announced start and each session is of, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.unit.transform.naive.practices import Planned, Practices, length
from tests.unit.transform.naive.rules import (
    DAY,
    HOUR,
    NEAR,
    NO_FIXED_TIME,
    RECURRING,
    REHEARSALS,
    SINGLE,
    Row,
)
from tests.unit.transform.naive.webinar import Webinar

DATED, FREE, UNSCHEDULED = "dated", "free", "unscheduled"
"""It has a date; it is a run of a webinar with no fixed time; no date was ever announced for it."""


@dataclass(eq=False)
class Occurrence:
    """An occurrence with its announced starts and its sessions, both in the order of time."""

    kind: str
    key: str | None = None
    """None: of a start that is not decided, or of a session that cannot be judged yet."""
    rows: list[Row] = field(default_factory=list)
    sessions: list[Row] = field(default_factory=list)
    is_undecided: bool = False
    """Whether it is not known yet if the start in place of its own is its own."""


def planned_of(row: Row) -> Planned:
    """The scheduled time that an announced start tells."""
    return Planned(row["scheduled_at"], timedelta(minutes=row["duration_minutes"] or 60))


def is_same_minute(left: datetime, right: datetime) -> bool:
    """Whether two starts are the same to the minute."""
    return left.replace(second=0, microsecond=0) == right.replace(second=0, microsecond=0)


def day_of(start: datetime, timezone: str | None) -> str:
    """The day of a moment in a time zone; UTC where there is no such zone."""
    try:
        zone = ZoneInfo(timezone or "UTC")
    except (KeyError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    return start.astimezone(zone).date().isoformat()


class Occurrences(Webinar):
    """A webinar with its occurrences: `place` of each session, `home` of each announced start."""

    def find_occurrences(self) -> None:
        """Follow readings and sessions in the order of time, and decide each when it comes."""
        self.occurrences: list[Occurrence] = []
        self.home: dict[int, Occurrence] = {}
        self.place: dict[str, Occurrence] = {}
        self.waiting: set[str] = set()
        self.taken = set(self.given_keys)
        self.taken |= {row["occurrence_key"] for row in self.announced} - {None}
        self.taken |= {row["occurrence_key"] for row in self.sessions.values()} - {None}
        readings = sorted({row["first_read_at"] for row in self.announced})
        self._find_eras(readings)
        sessions = list(self.sessions.values())
        for reading in readings:
            if reading != readings[0]:
                while sessions and sessions[0]["started_at"] < reading:
                    self._place(sessions.pop(0))
            for row in self.announced:
                if row["first_read_at"] == reading and row["scheduled_at"] is not None:
                    occurrence = self._decide(row)
                    occurrence.rows.append(row)
                    self.home[id(row)] = occurrence
        for session in sessions:
            self._place(session)
        self._give_days()

    # Announced starts.

    def _find_eras(self, readings: list[datetime]) -> None:
        """Number the stretches of readings between changes of type."""
        self.eras: dict[datetime, int] = {}
        era, kind = 0, None
        for reading in readings:
            kinds = {row["type"] for row in self.announced if row["first_read_at"] == reading}
            if kind is not None and kind not in kinds:
                era += 1
            kind = next(iter(kinds))
            self.eras[reading] = era

    def _era_at(self, moment: datetime) -> int:
        before = [reading for reading in self.eras if reading <= moment]
        return self.eras[max(before)] if before else 0

    def _of_key(self, key: str, kind: str) -> Occurrence:
        for occurrence in self.occurrences:
            if occurrence.key == key:
                if kind == DATED:
                    occurrence.kind = DATED
                return occurrence
        return self._add(Occurrence(kind, key))

    def _add(self, occurrence: Occurrence) -> Occurrence:
        self.occurrences.append(occurrence)
        return occurrence

    def _new_key(self, base: str) -> str:
        key, number = base, 1
        while key in self.taken:
            number += 1
            key = f"{base}-{number}"
        self.taken.add(key)
        return key

    def _decide(self, row: Row) -> Occurrence:
        if row["occurrence_key"] is not None:
            return self._of_key(row["occurrence_key"], DATED)
        previous = self._previous(row)
        if previous is not None:
            followed = self._follow(row, previous)
            if followed is not None:
                return followed
        elif row["type"] == RECURRING:
            for vanished in self._vanished_at(row["first_read_at"]):
                if is_same_minute(vanished["scheduled_at"], row["scheduled_at"]):
                    occurrence = self.home[id(vanished)]
                    if not self._is_told(occurrence, row["first_read_at"]):
                        return occurrence
        for occurrence in self.occurrences:
            if self._was_known_before_a_change_of_type(occurrence, row):
                return occurrence
        if row["type"] == RECURRING and previous is None:
            return self._add(Occurrence(DATED, self._new_key(row["occurrence_id"])))
        day = day_of(row["scheduled_at"], row["timezone"])
        return self._add(Occurrence(DATED, self._new_key(day)))

    def _previous(self, row: Row) -> Row | None:
        """The start that was told before under the same id."""
        before = [
            other
            for other in self.announced
            if other["first_read_at"] < row["first_read_at"]
            and other["occurrence_id"] == row["occurrence_id"]
            and other["type"] == row["type"]
            and other["scheduled_at"] is not None
        ]
        if not before:
            return None
        last = before[-1]
        is_told_until_then = last["dropped_at"] == row["first_read_at"]
        return last if is_told_until_then or row["type"] == RECURRING else None

    def _follow(self, row: Row, previous: Row) -> Occurrence | None:
        """The occurrence of a start in place of another; none: a new one."""
        before = self.home[id(previous)]
        if is_same_minute(previous["scheduled_at"], row["scheduled_at"]):
            return before
        if before.key is None:
            return self._add(Occurrence(DATED))
        scheduled, practices = self.judge(before, row["first_read_at"])
        if not practices.left:
            old_start = previous["scheduled_at"]
            has_passed = old_start <= row["first_read_at"]
            if has_passed and not self.is_known(old_start, old_start + 2 * DAY):
                before.is_undecided = True
                return self._add(Occurrence(DATED))
            return before
        ended = [run for run in practices.left if run["ended_at"] <= row["scheduled_at"]]
        if ended:
            last = max(ended, key=lambda run: run["ended_at"])
            is_short = length(last) * 2 < planned_of(scheduled).duration
            if is_short and row["scheduled_at"] - last["ended_at"] <= NEAR:
                return before
        return None

    def _vanished_at(self, reading: datetime) -> list[Row]:
        """Dates that a reading no longer lists, under no start at all."""
        ids = {row["occurrence_id"] for row in self.announced if row["first_read_at"] == reading}
        return [
            row
            for row in self.announced
            if row["dropped_at"] == reading
            and row["scheduled_at"] is not None
            and row["occurrence_id"] not in ids
        ]

    def _is_told(self, occurrence: Occurrence, reading: datetime) -> bool:
        return any(
            row["dropped_at"] is None or row["dropped_at"] > reading for row in occurrence.rows
        )

    def _was_known_before_a_change_of_type(self, occurrence: Occurrence, row: Row) -> bool:
        reading = row["first_read_at"]
        if not occurrence.rows or self._is_told(occurrence, reading):
            return False
        era = self.eras[reading]
        if all(self.eras[other["first_read_at"]] == era for other in occurrence.rows):
            return False
        scheduled, _ = self.judge(occurrence, reading)
        return is_same_minute(scheduled["scheduled_at"], row["scheduled_at"])

    def deleted_at(self, occurrence: Occurrence) -> datetime | None:
        """When its last start was dropped while it was to come."""
        if occurrence.rows:
            dropped_at: datetime | None = occurrence.rows[-1]["dropped_at"]
            if dropped_at is not None and dropped_at < occurrence.rows[-1]["scheduled_at"]:
                return dropped_at
        return None

    # Held or not.

    def placed(self, occurrence: Occurrence) -> list[Row]:
        """Its sessions, but for those that wait to be judged."""
        return [
            session
            for session in occurrence.sessions
            if occurrence.key is not None and session["session_uuid"] not in self.waiting
        ]

    def judge(self, occurrence: Occurrence, until: datetime | None = None) -> tuple[Row, Practices]:
        """The start by which it was held first, else the last; and its practices by that start.

        :param until: only sessions that began before it
        """

        def is_before(session: Row, moment: datetime | None) -> bool:
            return moment is None or session["started_at"] < moment

        sessions = [row for row in self.placed(occurrence) if is_before(row, until)]
        ends: list[datetime | None] = [row["first_read_at"] for row in occurrence.rows[1:]]
        for row, end in zip(occurrence.rows, [*ends, until], strict=True):
            begun = [session for session in sessions if is_before(session, end)]
            if self._practices(occurrence, begun, row).left:
                break
        return row, self._practices(occurrence, sessions, row)

    def _practices(
        self, occurrence: Occurrence, sessions: list[Row], row: Row | None
    ) -> Practices:
        ids = {announced["occurrence_id"] for announced in occurrence.rows}
        planned = None if row is None else planned_of(row)
        return Practices(self, sessions, planned, lambda by: self._registered(ids, by))

    def practices_of(self, occurrence: Occurrence) -> Practices:
        """Judge all sessions of an occurrence."""
        if occurrence.rows:
            return self.judge(occurrence)[1]
        return self._practices(occurrence, self.placed(occurrence), None)

    def _registered(self, occurrence_ids: set[str], by: datetime) -> int:
        """How many had registered for a date by a moment."""
        return len(
            {
                row["registrant_id"]
                for row in self.registrants
                if row["was_approved"]
                and row["created_at"] <= by
                and row["occurrence_id"] in {"", *occurrence_ids}
            }
        )

    # Sessions.

    def _told_at(self, moment: datetime) -> list[Row]:
        """What the last reading before a moment told; none: what the first one did."""
        before = [row for row in self.announced if row["first_read_at"] <= moment]
        if not before:
            first = min((row["first_read_at"] for row in self.announced), default=None)
            return [row for row in self.announced if row["first_read_at"] == first]
        return [row for row in before if row["dropped_at"] is None or row["dropped_at"] > moment]

    def _type_at(self, moment: datetime) -> int:
        told = self._told_at(moment) or self.announced[-1:]
        return int(told[0]["type"] if told else self.row["type"] or SINGLE)

    def _dates_at(self, moment: datetime) -> list[Row]:
        """The dates in force: those told, and past ones that dropped off the list."""
        told = self._told_at(moment)
        era = self._era_at(moment)
        for row in self.announced:
            dropped_at, start = row["dropped_at"], row["scheduled_at"]
            if start is None or dropped_at is None or not start <= dropped_at <= moment:
                continue
            is_replaced = any(
                other["occurrence_id"] == row["occurrence_id"]
                and dropped_at <= other["first_read_at"] <= moment
                for other in self.announced
            )
            if not is_replaced and self.eras[row["first_read_at"]] == era:
                told.append(row)
        return [row for row in told if row["scheduled_at"] is not None]

    def _place(self, session: Row) -> None:
        uuid = session["session_uuid"]
        is_free = self._type_at(session["started_at"]) == NO_FIXED_TIME
        kind = FREE if is_free else UNSCHEDULED
        if session["is_placement_final"]:
            occurrence = self._of_key(session["occurrence_key"], kind)
        else:
            occurrence = (
                self._near(session) or self._rehearsed(session) or self._add(Occurrence(kind))
            )
            if occurrence.kind != DATED:
                end = session["ended_at"]
                is_judged = self.is_known(session["started_at"], end + DAY)
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
        dates = self._dates_at(begin)
        within = [row for row in dates if row["scheduled_at"] <= begin < planned_of(row).end]
        if within:
            nearest = min(
                within, key=lambda row: (abs(begin - row["scheduled_at"]), row["scheduled_at"])
            )
            return self.home[id(nearest)]
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
                nearby.append((away, 1, row["scheduled_at"], self.home[id(row)]))
        return min(nearby, key=lambda near: near[:3])[3] if nearby else None

    def _rehearsed(self, session: Row) -> Occurrence | None:
        """(3) The nearest date to come, if it is short and few came."""
        begin = session["started_at"]
        to_come = [row for row in self._dates_at(begin) if row["scheduled_at"] > begin]
        if not to_come:
            return None
        row = min(to_come, key=lambda row: row["scheduled_at"])
        occurrence = self.home[id(row)]
        people = len(self.attendees[session["session_uuid"]])
        registered = self._registered({other["occurrence_id"] for other in occurrence.rows}, begin)
        is_soon = row["scheduled_at"] - begin <= REHEARSALS[row["type"]]
        is_short = length(session) * 2 < planned_of(row).duration
        return occurrence if is_soon and is_short and (people <= 5 or people * 10 <= registered) else None

    def _give_days(self) -> None:
        """Give sessions without a date the day on which the first of them began."""
        given = {occurrence.key for occurrence in self.occurrences}
        for occurrence in self.occurrences:
            if occurrence.kind == DATED or occurrence.key is not None:
                continue
            first = occurrence.sessions[0]
            if first["session_uuid"] in self.waiting:
                continue
            remembered = [
                session["occurrence_key"]
                for session in occurrence.sessions
                if session["occurrence_key"] not in {None, *given}
            ]
            if remembered:
                occurrence.key = remembered[0]
            else:
                told = self._told_at(first["started_at"]) or self.announced[-1:]
                timezone = told[0]["timezone"] if told else None
                occurrence.key = self._new_key(day_of(first["started_at"], timezone))
            given.add(occurrence.key)

    def key_of(self, uuid: str) -> str | None:
        """The key of a session's occurrence; none: it is not placed."""
        return None if uuid in self.waiting else self.place[uuid].key
