"""Occurrences by the plain rules: what was announced when, and whether one was held."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.unit.transform.naive.practices import Planned, Practices
from tests.unit.transform.naive.rules import DAY, SINGLE, People, Row, Rules, World
from tests.unit.transform.naive.webinar import Webinar

if TYPE_CHECKING:
    from datetime import datetime

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
    row_to_come: Row | None = None
    """The start that its sessions are of, and that no reading has told yet."""
    is_undecided: bool = False
    """Whether it is not known yet if the start in place of its own is its own."""


def planned_of(row: Row) -> Planned:
    """The scheduled time that an announced start tells."""
    return Planned(row["scheduled_at"], timedelta(minutes=row["duration_minutes"] or 60))


def is_same_minute(left: datetime, right: datetime) -> bool:
    """Whether two starts are the same to the minute."""
    return left.replace(second=0, microsecond=0) == right.replace(second=0, microsecond=0)


def day_of(start: datetime, timezone: str | None) -> str:
    """The day of a moment in a time zone."""
    return start.astimezone(zone_of(timezone)).date().isoformat()


def zone_of(timezone: str | None) -> ZoneInfo:
    """The zone of a name; UTC where there is no such zone."""
    try:
        return ZoneInfo(timezone or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def is_same_date(row: Row, other: Row) -> bool:
    """Whether two starts are at one minute, or at one time of the clock in two zones."""
    clocks = {
        f"{each['scheduled_at'].astimezone(zone_of(each['timezone'])):%Y-%m-%d %H:%M}"
        for each in (row, other)
    }
    is_zone_edited = row["timezone"] != other["timezone"] and len(clocks) == 1
    return is_zone_edited or is_same_minute(row["scheduled_at"], other["scheduled_at"])


class Announcements(Webinar):
    """A webinar with its occurrences, as far as they are known yet.

    `place` is the occurrence of each session, `home` that of each announced start.
    """

    def __init__(self, world: World, rules: Rules, people: People, webinar: Row) -> None:
        super().__init__(world, rules, people, webinar)
        self.occurrences: list[Occurrence] = []
        self.home: dict[int, Occurrence] = {}
        self.place: dict[str, Occurrence] = {}
        self.read_late: dict[str, datetime] = {}
        """Sessions of a start that was read afterwards: when it was."""
        self.taken = set(self.given_keys)
        self.taken |= {row["occurrence_key"] for row in self.announced} - {None}
        self.taken |= {row["occurrence_key"] for row in self.sessions.values()} - {None}
        self.eras: dict[datetime, int] = {}
        self._find_eras()

    def of_key(self, key: str, kind: str) -> Occurrence:
        for occurrence in self.occurrences:
            if occurrence.key == key:
                if kind == DATED:
                    occurrence.kind = DATED
                return occurrence
        return self.add(Occurrence(kind, key))

    def add(self, occurrence: Occurrence) -> Occurrence:
        self.occurrences.append(occurrence)
        return occurrence

    def new_key(self, base: str) -> str:
        key, number = base, 1
        while key in self.taken:
            number += 1
            key = f"{base}-{number}"
        self.taken.add(key)
        return key

    # What was announced when.

    def _find_eras(self) -> None:
        """Number the stretches of readings between changes of type."""
        era, kind = 0, None
        for reading in sorted({row["first_read_at"] for row in self.announced}):
            kinds = {row["type"] for row in self.announced if row["first_read_at"] == reading}
            if kind is not None and kind not in kinds:
                era += 1
            kind = next(iter(kinds))
            self.eras[reading] = era

    def era_at(self, moment: datetime) -> int:
        before = [reading for reading in self.eras if reading <= moment]
        return self.eras[max(before)] if before else 0

    def listed_at(self, moment: datetime) -> list[Row]:
        """What the last reading before a moment listed; none: what the first one did."""
        before = [row for row in self.announced if row["first_read_at"] <= moment]
        if not before:
            first = min((row["first_read_at"] for row in self.announced), default=None)
            return [row for row in self.announced if row["first_read_at"] == first]
        return [row for row in before if row["dropped_at"] is None or row["dropped_at"] > moment]

    def type_at(self, moment: datetime) -> int:
        listed = self.listed_at(moment) or self.announced[-1:]
        return int(listed[0]["type"] if listed else self.row["type"] or SINGLE)

    def dates_at(self, moment: datetime) -> list[Row]:
        """The dates in force: those listed, and past ones that dropped off the list."""
        listed = self.listed_at(moment)
        era = self.era_at(moment)
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
                listed.append(row)
        return [row for row in listed if row["scheduled_at"] is not None]

    def occurrence_of(self, row: Row) -> Occurrence:
        """The occurrence of a start; of one that is not decided yet, one that stands for it."""
        if id(row) in self.home:
            return self.home[id(row)]
        for occurrence in self.occurrences:
            if occurrence.row_to_come is row:
                return occurrence
        return self.add(Occurrence(DATED, row_to_come=row))

    def is_listed(self, occurrence: Occurrence, reading: datetime) -> bool:
        return any(
            row["dropped_at"] is None or row["dropped_at"] > reading for row in occurrence.rows
        )

    def deleted_at(self, occurrence: Occurrence) -> datetime | None:
        """When its last start was dropped while it was to come."""
        if occurrence.rows:
            dropped_at: datetime | None = occurrence.rows[-1]["dropped_at"]
            if dropped_at is not None and dropped_at < occurrence.rows[-1]["scheduled_at"]:
                return dropped_at
        return None

    # Held or not.

    def placed(self, occurrence: Occurrence) -> list[Row]:
        """Its sessions, but for those of a start that is not decided."""
        is_waiting = occurrence.key is None and occurrence.kind == DATED
        return [] if is_waiting else occurrence.sessions

    def judge(
        self, occurrence: Occurrence, until: datetime | None = None, *, is_over: bool = False
    ) -> tuple[Row, Practices]:
        """The start by which it was held first, else the last; and its practices by that start.

        :param until: only sessions that began before it
        :param is_over: judge as if no other session could follow
        """

        def is_before(session: Row, moment: datetime | None) -> bool:
            since = self.read_late.get(session["session_uuid"], session["started_at"])
            return moment is None or since < moment

        sessions = [row for row in self.placed(occurrence) if is_before(row, until)]
        ends: list[datetime | None] = [row["first_read_at"] for row in occurrence.rows[1:]]
        for row, end in zip(occurrence.rows, [*ends, until], strict=True):
            begun = [session for session in sessions if is_before(session, end)]
            runs = self._practices(occurrence, begun, row, is_over=is_over).left
            if any(self.holds(run, row) for run in runs):
                break
        return row, self._practices(occurrence, sessions, row, is_over=is_over)

    def holds(self, run: Row, row: Row) -> bool:
        """Whether a run is known to be the webinar: read, in the scheduled time, or none came."""
        planned = planned_of(row)
        is_in_time = run["started_at"] < planned.end and run["ended_at"] > planned.start
        is_decided = self.is_known(planned.start, planned.start + 2 * DAY)
        return is_in_time or is_decided or self.is_read(run)

    def _practices(
        self,
        occurrence: Occurrence,
        sessions: list[Row],
        row: Row | None,
        *,
        is_over: bool = False,
    ) -> Practices:
        ids = {announced["occurrence_id"] for announced in occurrence.rows}
        planned = None if row is None else planned_of(row)
        return Practices(
            self, sessions, planned, lambda by: self.registered(ids, by), is_over=is_over
        )

    def practices_of(self, occurrence: Occurrence) -> Practices:
        """Judge all sessions of an occurrence."""
        if occurrence.rows:
            return self.judge(occurrence)[1]
        return self._practices(occurrence, self.placed(occurrence), None)

    def registered(self, occurrence_ids: set[str], by: datetime) -> int:
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
