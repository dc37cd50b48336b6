"""`zoom.history` and `zoom.discovery`: the parts that need no answer of Zoom's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from webinar_sync.zoom.by_host import as_history_row
from webinar_sync.zoom.discovery import sort_upcoming
from webinar_sync.zoom.history import cut_days, cut_kept, drop_repeated, subtract

DAY = date(2026, 11, 20)
START = datetime(2026, 11, 25, 10, tzinfo=UTC)


@hypothesis.given(st.dates(DAY, DAY + timedelta(days=1000)), st.integers(0, 200))
def test_days_are_cut_into_stretches_that_leave_no_day_out(first: date, days: int) -> None:
    last = first + timedelta(days=days)

    stretches = list(cut_days(first, last))

    assert stretches[0][0] == first
    assert stretches[-1][1] == last
    assert all(begin <= end <= begin + timedelta(days=30) for begin, end in stretches)
    assert [end for _, end in stretches[:-1]] == [begin for begin, _ in stretches[1:]]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2027, 1, 16), date(2027, 2, 15)),
        (date(2027, 1, 30), date(2027, 2, 28)),
        (date(2027, 2, 1), date(2027, 3, 1)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 30)),
    ],
)
def test_a_month_over_the_end_of_february_is_shorter(first: date, last: date) -> None:
    assert next(cut_days(first, first + timedelta(days=100))) == (first, last)


def test_what_zoom_no_longer_keeps_is_not_asked_for() -> None:
    now = START + timedelta(days=200)

    # 183 days, and the two that each run looks back.
    assert cut_kept((START, now), now) == (START + timedelta(days=15), now)
    assert cut_kept((START + timedelta(days=20), now), now) == (START + timedelta(days=20), now)


def test_rows_with_a_key_seen_before_are_dropped_and_those_without_are_kept() -> None:
    rows: list[Any] = [{"id": "a"}, {"id": "b"}, {"id": "a", "n": 2}, {"id": ""}, {}, None, {}]

    assert drop_repeated(rows, "id") == [{"id": "a"}, {"id": "b"}, {"id": ""}, {}, None, {}]


def test_rows_seen_in_another_month_are_dropped_too() -> None:
    seen: set[str] = set()

    assert drop_repeated([{"id": "a"}], "id", seen) == [{"id": "a"}]
    assert drop_repeated([{"id": "a"}, {"id": "b"}], "id", seen) == [{"id": "b"}]


def day(number: int) -> datetime:
    return START + timedelta(days=number)


@pytest.mark.parametrize(
    ("taken", "rest"),
    [
        ([], [(0, 10)]),
        ([(0, 10)], []),
        ([(-5, 20)], []),
        ([(0, 4)], [(4, 10)]),
        ([(6, 12)], [(0, 6)]),
        ([(5, 6), (2, 3)], [(0, 2), (3, 5), (6, 10)]),
        ([(2, 6), (3, 4)], [(0, 2), (6, 10)]),
        ([(11, 12)], [(0, 10)]),
        ([(-3, 0)], [(0, 10)]),
    ],
)
def test_what_landed_of_a_stretch_is_not_asked_for_again(
    taken: list[tuple[int, int]], rest: list[tuple[int, int]]
) -> None:
    stretches = [(day(begin), day(end)) for begin, end in taken]

    assert subtract((day(0), day(10)), stretches) == [(day(begin), day(end)) for begin, end in rest]


def test_a_row_of_a_report_by_host_has_the_names_of_the_history_too() -> None:
    row = {
        "uuid": "u==",
        "id": 1,
        "type": 9,
        "user_email": "host@corp.example",
        "participants_count": 4,
    }

    assert as_history_row(row) == {
        **row,
        "type": "Webinar",
        "webinar_type": 9,
        "meeting_uuid": "u==",
        "meeting_id": 1,
        "host_email": "host@corp.example",
        "participants": 4,
    }


def test_events_to_come_are_unknown_or_moved_or_as_known() -> None:
    known = {
        "same": {"webinar_id": 1, "starts": [START]},
        "moved": {"webinar_id": 2, "starts": [START - timedelta(days=1)]},
        "undated": {"webinar_id": 3, "starts": []},
        "unreadable": {"webinar_id": 4, "starts": [START]},
    }
    start = "2026-11-25T10:00:00Z"
    events: list[dict[str, Any]] = [
        {"id": "same", "start_time": start},
        {"id": "moved", "start_time": start},
        {"id": "undated", "start_time": start},
        {"id": "unreadable", "start_time": "2026-11-26T10:00:00"},
        {"id": "new", "start_time": start},
        {"start_time": start},
    ]

    assert sort_upcoming(events, known) == ({2}, {"new"})
