"""`zoom.announced_starts`: what details told of a webinar's starts, reading by reading."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from webinar_sync.zoom.announced_starts import AnnouncedStart, merge_starts

FIRST = datetime(2026, 11, 15, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 12, tzinfo=UTC)


def starts_on(day: int) -> datetime:
    return datetime(2026, 11, day, 10, tzinfo=UTC)


def date(name: str, day: int, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "occurrence_id": name,
        "start_time": f"2026-11-{day}T10:00:00Z",
        "duration": 60,
        "status": "available",
    }
    return {**values, **changes}


def series(*dates: dict[str, Any]) -> dict[str, Any]:
    return {"type": 9, "timezone": "Europe/Berlin", "occurrences": list(dates)}


def single(day: int, **changes: Any) -> dict[str, Any]:
    values = {"type": 5, "start_time": f"2026-11-{day}T10:00:00Z", "duration": 60}
    return {**values, "timezone": "UTC", **changes}


class Readings:
    """Readings of one webinar's detail, one after the other."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, datetime], AnnouncedStart] = {}
        self.moved = self.deleted = 0

    def read(self, detail: dict[str, Any], answered_at: datetime) -> Readings:
        changes = merge_starts(list(self.rows.values()), detail, answered_at)
        self.rows |= {(row.occurrence_id, row.first_read_at): row for row in changes.upserts}
        self.moved, self.deleted = changes.moved, changes.deleted
        return self

    def announced(self) -> set[tuple[str, int | None, datetime, datetime | None]]:
        """Return id, day of start, first reading and dropping of each row."""
        return {
            (
                row.occurrence_id,
                row.scheduled_at.day if row.scheduled_at else None,
                row.first_read_at,
                row.dropped_at,
            )
            for row in self.rows.values()
        }


def test_what_is_told_again_only_has_a_later_last_reading() -> None:
    readings = Readings().read(single(25), FIRST).read(single(25), LATER)

    (row,) = readings.rows.values()
    assert (row.first_read_at, row.last_read_at, row.dropped_at) == (FIRST, LATER, None)
    assert (readings.moved, readings.deleted) == (0, 0)


def test_another_start_closes_the_one_before() -> None:
    readings = Readings().read(single(25), FIRST).read(single(28), LATER)

    assert readings.announced() == {("", 25, FIRST, LATER), ("", 28, LATER, None)}
    assert (readings.moved, readings.deleted) == (1, 0)


def test_a_date_of_a_series_moves_under_its_id() -> None:
    before, after = series(date("a", 22), date("b", 29)), series(date("a", 23), date("b", 29))
    readings = Readings().read(before, FIRST).read(after, LATER)

    assert readings.announced() == {
        ("a", 22, FIRST, LATER),
        ("a", 23, LATER, None),
        ("b", 29, FIRST, None),
    }
    assert (readings.moved, readings.deleted) == (1, 0)


@pytest.mark.parametrize("rest", [[], [date("a", 22, status="deleted")]])
def test_a_date_to_come_that_is_gone_or_listed_as_deleted_is_dropped(
    rest: list[dict[str, Any]],
) -> None:
    readings = Readings().read(series(date("a", 22), date("b", 29)), FIRST)
    readings.read(series(*rest, date("b", 29)), LATER)

    assert readings.announced() == {("a", 22, FIRST, LATER), ("b", 29, FIRST, None)}
    assert (readings.moved, readings.deleted) == (0, 1)


def test_a_date_listed_as_deleted_after_its_start_was_dropped_by_that_reading() -> None:
    readings = Readings().read(series(date("a", 18)), FIRST)
    readings.read(series(date("a", 18, status="deleted")), LATER)

    assert ("a", 18, FIRST, LATER) in readings.announced()
    assert [row.is_deleted for row in readings.rows.values() if row.scheduled_at] == [True]


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(minutes=10)])
def test_a_reading_follows_the_one_before_whatever_zooms_clock_says(behind: timedelta) -> None:
    readings = Readings().read(single(25), LATER).read(single(26), LATER - behind)

    moment = LATER + timedelta(microseconds=1)
    assert readings.announced() == {("", 25, LATER, moment), ("", 26, moment, None)}


def test_a_deleted_date_seen_for_the_first_time_is_remembered_as_one() -> None:
    readings = Readings()
    for moment in (FIRST, LATER):
        readings.read(series(date("a", 22, status="deleted"), date("b", 29)), moment)

    assert readings.announced() == {("a", 22, FIRST, FIRST), ("b", 29, FIRST, None)}


def test_a_past_date_that_drops_off_is_no_deletion() -> None:
    readings = Readings().read(series(date("a", 18), date("b", 29)), FIRST)
    readings.read(series(date("b", 29)), LATER)

    assert readings.announced() == {("a", 18, FIRST, LATER), ("b", 29, FIRST, None)}
    assert (readings.moved, readings.deleted) == (0, 0)


@pytest.mark.parametrize("start", [None, "", "soon", 7])
def test_a_date_whose_start_cannot_be_read_stays_as_it_was(start: object) -> None:
    readings = Readings().read(series(date("a", 22), date("b", 29)), FIRST)
    readings.read(series(date("a", 22, start_time=start), date("b", 29)), LATER)

    assert readings.announced() == {("a", 22, FIRST, None), ("b", 29, FIRST, None)}


@pytest.mark.parametrize("detail", [{"type": 6, "timezone": "UTC"}, series()])
def test_a_webinar_without_dates_is_remembered_as_one(detail: dict[str, Any]) -> None:
    readings = Readings().read(single(25), FIRST).read(detail, LATER)

    assert readings.announced() == {("", 25, FIRST, LATER), ("", None, LATER, None)}
    assert readings.deleted == 1


details = st.one_of(
    st.integers(10, 28).map(single),
    st.just({"type": 6, "timezone": "UTC"}),
    st.dictionaries(
        st.sampled_from("abc"), st.tuples(st.integers(10, 28), st.booleans()), max_size=3
    ).map(
        lambda dates: series(
            *(
                date(name, day, status="deleted" if is_deleted else "available")
                for name, (day, is_deleted) in dates.items()
            )
        )
    ),
)


@hypothesis.given(st.lists(details, min_size=1, max_size=8))
def test_what_is_not_dropped_is_what_the_last_reading_told(readings: list[dict[str, Any]]) -> None:
    history = Readings()
    for number, detail in enumerate(readings):
        history.read(detail, FIRST + timedelta(hours=number))

    announced_now = {
        (row.occurrence_id, row.scheduled_at)
        for row in history.rows.values()
        if row.dropped_at is None
    }
    last = readings[-1]
    dates = {
        (listed["occurrence_id"], datetime.fromisoformat(listed["start_time"]))
        for listed in last.get("occurrences", [])
        if listed["status"] == "available"
    }
    if last["type"] == 5:
        dates = {("", datetime.fromisoformat(last["start_time"]))}
    assert announced_now == (dates or {("", None)})


def test_a_date_that_is_listed_twice_is_kept_once() -> None:
    deleted_twice = series(
        date("1", 26), date("2", 24, status="deleted"), date("2", 25, status="deleted")
    )
    moved = series(date("3", 24, status="deleted"), date("3", 25))

    assert Readings().read(deleted_twice, FIRST).announced() == {
        ("1", 26, FIRST, None),
        ("2", 25, FIRST, FIRST),
    }
    assert Readings().read(moved, FIRST).announced() == {("3", 25, FIRST, None)}
    changes = merge_starts([], deleted_twice, FIRST)
    assert len(changes.upserts) == 2


def test_a_known_date_that_is_listed_as_deleted_and_with_another_start_was_moved() -> None:
    readings = Readings().read(series(date("1", 24)), FIRST)

    readings.read(series(date("1", 24, status="deleted"), date("1", 25)), LATER)

    assert readings.announced() == {("1", 24, FIRST, LATER), ("1", 25, LATER, None)}
    assert not any(row.is_deleted for row in readings.rows.values())
    assert (readings.moved, readings.deleted) == (1, 0)
