"""Which occurrence each announced start is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.transform.naive.announcements import (
    DATED,
    Announcements,
    Occurrence,
    day_of,
    is_same_date,
    is_same_minute,
    planned_of,
)
from tests.unit.transform.naive.practices import length
from tests.unit.transform.naive.rules import DAY, NEAR, RECURRING, Row

if TYPE_CHECKING:
    from datetime import datetime


class Dates(Announcements):
    """Decides about announced starts, each when it is read first."""

    def decide(self, row: Row) -> Occurrence:
        if row["occurrence_key"] is not None:
            return self.of_key(row["occurrence_key"], DATED)
        previous = self._previous(row)
        if previous is not None:
            followed = self._follow(row, previous)
            if followed is not None:
                return followed
        elif row["type"] == RECURRING:
            for vanished in self._vanished_by(row["first_read_at"]):
                if is_same_date(vanished, row):
                    occurrence = self.home[id(vanished)]
                    if not self.is_listed(occurrence, row["first_read_at"]):
                        return occurrence
        for occurrence in self.occurrences:
            if self._was_known_before_a_change_of_type(occurrence, row):
                return occurrence
        if row["type"] == RECURRING and previous is None:
            return self.add(Occurrence(DATED, self.new_key(row["occurrence_id"])))
        day = day_of(row["scheduled_at"], row["timezone"])
        return self.add(Occurrence(DATED, self.new_key(day)))

    def _previous(self, row: Row) -> Row | None:
        """The start that was listed before under the same id."""
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
        is_listed_until_then = last["dropped_at"] == row["first_read_at"]
        return last if is_listed_until_then or row["type"] == RECURRING else None

    def _follow(self, row: Row, previous: Row) -> Occurrence | None:
        """The occurrence of a start in place of another; none: a new one."""
        before = self.home[id(previous)]
        if is_same_date(previous, row):
            return before
        if before.key is None:
            return self.add(Occurrence(DATED))
        scheduled, practices = self.judge(before, row["first_read_at"])
        runs = practices.left
        # Run early, it is the webinar if no other session follows.
        may_be_held = self.judge(before, row["first_read_at"], is_over=True)[1].left
        old_start = previous["scheduled_at"]
        is_past = old_start <= row["first_read_at"]
        is_known = self.is_known(old_start, old_start + 2 * DAY)
        if (
            not is_known
            and not any(self.holds(run, scheduled) for run in runs)
            and (runs or is_past or may_be_held)
        ):
            before.is_undecided = True
            return self.add(Occurrence(DATED))
        if not runs or any(run["ended_at"] > row["scheduled_at"] for run in runs):
            # Nothing held it, or its start was edited while it ran.
            return before
        last = max(runs, key=lambda run: run["ended_at"])
        is_short = length(last) * 2 < planned_of(scheduled).duration
        if is_short and row["scheduled_at"] - last["ended_at"] <= NEAR:
            return before
        return None

    def _vanished_by(self, reading: datetime) -> list[Row]:
        """Dates that a reading no longer lists, under no start at all, or past ones before it."""
        ids = {row["occurrence_id"] for row in self.announced if row["first_read_at"] == reading}
        return [
            row
            for row in self.announced
            if row["dropped_at"] is not None
            and row["scheduled_at"] is not None
            and (row["dropped_at"] == reading or row["scheduled_at"] <= row["dropped_at"] < reading)
            and row["occurrence_id"] not in ids
        ]

    def _was_known_before_a_change_of_type(self, occurrence: Occurrence, row: Row) -> bool:
        reading = row["first_read_at"]
        if not occurrence.rows or self.is_listed(occurrence, reading):
            return False
        era = self.eras[reading]
        if all(self.eras[other["first_read_at"]] == era for other in occurrence.rows):
            return False
        scheduled, _ = self.judge(occurrence, reading)
        return is_same_minute(scheduled["scheduled_at"], row["scheduled_at"]) or any(
            is_same_date(other, row)
            for other in occurrence.rows
            if self.eras[other["first_read_at"]] < era
        )
