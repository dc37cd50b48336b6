"""Made-up starts of a webinar, as readings listed them while its host edited it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.unit.transform.naive import NO_FIXED_TIME, RECURRING, SINGLE
from tests.unit.transform.naive.announcements import zone_of
from tests.unit.transform.strategies.dice import BASE, Dice

if TYPE_CHECKING:
    from tests.unit.transform.naive import Row, World

ZONES = [None, "UTC", "Europe/Paris", "America/Los_Angeles", "Mars/Olympus"]
READ_AFTER_HOURS = [-400, -72, -30, -1, 0.1, 0.6, 2, 13, 26, 50, 100, 200]
"""Hours after `BASE` at which details are read, but for 13 seconds: no session begins then."""
MOVES_HOURS = [-48, -24, -5, -2, 0.25, 0.5, 3, 5, 9, 12, 24, 48, 168]


class Host:
    """A host who edits a webinar between readings; a date is its start and planned minutes."""

    def __init__(self, dice: Dice, kind: int) -> None:
        self.dice, self.kind = dice, kind
        self.timezone = dice.choose(ZONES)
        self.dates: dict[str, tuple[datetime, int]] = {}
        self.edited_at = BASE
        self.deleted: dict[str, tuple[datetime, int]] = {}
        self.ids = 0
        self.set_dates([BASE + timedelta(hours=dice.choose([0, 0, 0, -26, 30]))])

    def set_dates(self, starts: list[datetime]) -> None:
        """Announce dates of the present kind."""
        self.dates = {}
        if self.kind == SINGLE:
            self.dates = {"": (starts[0], self.minutes())}
        elif self.kind == RECURRING:
            hours = self.dice.some([6, 13, 24, 48], 3)
            for start in [*starts, *(starts[0] + timedelta(hours=number) for number in hours)]:
                self.add_date(start)

    def minutes(self) -> int:
        return int(self.dice.choose([20, 30, 60]))

    def add_date(self, start: datetime) -> None:
        if all(start != other for other, _ in self.dates.values()):
            self.ids += 1
            self.dates[str(100 + self.ids)] = (start, self.minutes())

    def soon(self) -> datetime:
        """A start after the edit."""
        hours = self.dice.choose([0.25, 0.5, 1, 3, 5, 9, 12, 24, 48, 168])
        return self.edited_at.replace(minute=30, second=0, microsecond=0) + timedelta(
            hours=1 + hours
        )

    def edit(self, edited_at: datetime) -> None:
        """Do what hosts do; they announce no start that has passed."""
        dice, self.edited_at = self.dice, edited_at
        act = dice.choose(
            ["nothing", "move", "move", "minutes", "timezone", "kind", "list", "list"]
        )
        if act == "timezone":
            self.edit_timezone()
        elif act == "kind":
            starts = [start for start, _ in self.dates.values()]
            self.kind = dice.choose([SINGLE, NO_FIXED_TIME, RECURRING])
            self.set_dates([dice.choose([*starts, self.soon()])])
        elif self.dates and act in ("move", "minutes"):
            occurrence_id = dice.choose(sorted(self.dates))
            start, minutes = self.dates[occurrence_id]
            if act == "move":
                moved = start + timedelta(hours=dice.choose(MOVES_HOURS))
                start = moved if moved > edited_at else self.soon()
            if act == "minutes" or dice.once_in(4):
                minutes = self.minutes()
            if all(
                start != other for key, (other, _) in self.dates.items() if key != occurrence_id
            ):
                self.dates[occurrence_id] = (start, minutes)
        elif self.kind == RECURRING and act == "list":
            self.edit_list()

    def edit_timezone(self) -> None:
        """Name another zone; half of the time the local times stay, and the starts change."""
        before, self.timezone = zone_of(self.timezone), self.dice.choose(ZONES)
        if self.dice.once_in(2):
            after = zone_of(self.timezone)
            self.dates = {
                occurrence_id: (
                    start.astimezone(before).replace(tzinfo=after).astimezone(UTC),
                    minutes,
                )
                for occurrence_id, (start, minutes) in self.dates.items()
            }

    def edit_list(self) -> None:
        """Delete a date, announce it under another id, bring one back, or add another."""
        dice = self.dice
        act = dice.choose(["delete", "delete", "rename", "add", "again"])
        if act == "again" and self.deleted:
            occurrence_id = dice.choose(sorted(self.deleted))
            date = self.deleted.pop(occurrence_id)
            if all(date[0] != other for other, _ in self.dates.values()):
                self.dates[occurrence_id] = date
        elif self.dates and act in ("delete", "rename"):
            occurrence_id = dice.choose(sorted(self.dates))
            date = self.dates.pop(occurrence_id)
            if act == "rename":
                self.add_date(date[0])
            else:
                self.deleted[occurrence_id] = date
        else:
            self.add_date(self.soon())


def add_announced(dice: Dice, world: World, key: Row, kind: int) -> list[Row]:
    """Add what the readings listed: a row for each stretch of readings that listed one start."""
    host = Host(dice, kind)
    listed: dict[tuple[object, ...], Row] = {}
    rows: list[Row] = []
    for hours in sorted(dice.some(READ_AFTER_HOURS, 6, least=1)):
        read_at = BASE + timedelta(hours=hours, seconds=13)
        if rows:
            previous: datetime = max(row["dropped_at"] or row["first_read_at"] for row in rows)
            for _ in range(dice.choose([0, 1, 1, 2])):
                host.edit(previous + (read_at - previous) * dice.choose([0.1, 0.5, 0.9]))
        dates = host.dates or {"": (None, None)}
        now = {
            (host.kind, occurrence_id, start, minutes, host.timezone): {
                **key,
                "type": host.kind,
                "occurrence_id": occurrence_id,
                "scheduled_at": start,
                "duration_minutes": minutes or 60,
                "timezone": host.timezone,
                "first_read_at": read_at,
                "dropped_at": None,
                "occurrence_key": None,
            }
            for occurrence_id, (start, minutes) in dates.items()
        }
        for announced in listed.keys() - now.keys():
            listed.pop(announced)["dropped_at"] = read_at
        for announced in sorted(now.keys() - listed.keys(), key=str):
            listed[announced] = now[announced]
            rows.append(now[announced])
    world["announced"] += rows
    return rows
