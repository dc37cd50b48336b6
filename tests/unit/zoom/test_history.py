"""`zoom.history` and `zoom.discovery`: the parts that need no answer of Zoom's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import hypothesis
from hypothesis import strategies as st

from webinar_sync.zoom.discovery import sort_upcoming
from webinar_sync.zoom.history import CHUNK_DAYS, cut_days, drop_repeated

DAY = date(2026, 11, 20)
START = datetime(2026, 11, 25, 10, tzinfo=UTC)


@hypothesis.given(st.integers(0, 200))
def test_days_are_cut_into_stretches_that_leave_no_day_out(days: int) -> None:
    last = DAY + timedelta(days=days)

    stretches = list(cut_days(DAY, last))

    assert stretches[0][0] == DAY
    assert stretches[-1][1] == last
    assert all(begin <= end <= begin + timedelta(days=CHUNK_DAYS) for begin, end in stretches)
    assert [end for _, end in stretches[:-1]] == [begin for begin, _ in stretches[1:]]


def test_rows_with_a_key_seen_before_are_dropped_and_those_without_are_kept() -> None:
    rows: list[Any] = [{"id": "a"}, {"id": "b"}, {"id": "a", "n": 2}, {"id": ""}, {}, None, {}]

    assert drop_repeated(rows, "id") == [{"id": "a"}, {"id": "b"}, {"id": ""}, {}, None, {}]


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
