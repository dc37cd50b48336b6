"""`zoom.occurrences`: the dates of a series while Zoom moves, deletes and forgets them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import hypothesis
from hypothesis import strategies as st

from webinar_sync.zoom.occurrences import KnownOccurrence, merge_occurrences

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def occurrence(day: int, status: str = "available", key: str = "") -> KnownOccurrence:
    start = datetime(2026, 11, day, 10, tzinfo=UTC)
    name = f"id{day}"
    return KnownOccurrence(name, key or name, start, 60, status)


def listed(day: int, status: str = "available") -> dict[str, Any]:
    return {
        "occurrence_id": f"id{day}",
        "start_time": f"2026-11-{day}T10:00:00Z",
        "duration": 60,
        "status": status,
    }


def test_a_moved_date_keeps_its_first_key() -> None:
    changes = merge_occurrences([occurrence(22), occurrence(29)], [listed(23), listed(29)], NOW)

    assert changes.moves == [("id22", "id23")]
    assert {(date.occurrence_id, date.occurrence_key, date.status) for date in changes.upserts} == {
        ("id22", "id22", "moved"),
        ("id23", "id22", "available"),
        ("id29", "id29", "available"),
    }


def test_a_date_moved_twice_keeps_its_first_key() -> None:
    known = [occurrence(22, "moved"), occurrence(23, key="id22")]

    changes = merge_occurrences(known, [listed(24)], NOW)

    assert ("id24", "id22") in {
        (date.occurrence_id, date.occurrence_key) for date in changes.upserts
    }


def test_dates_of_the_past_that_leave_the_list_stay_as_they_were() -> None:
    changes = merge_occurrences([occurrence(15), occurrence(22)], [listed(22)], NOW)

    assert [date.occurrence_id for date in changes.upserts] == ["id22"]


def test_a_date_to_come_that_is_gone_without_a_new_one_was_deleted() -> None:
    changes = merge_occurrences([occurrence(22), occurrence(29)], [listed(29)], NOW)

    assert ("id22", "deleted") in {(date.occurrence_id, date.status) for date in changes.upserts}


def test_two_dates_gone_and_two_new_are_not_guessed_to_be_moves() -> None:
    changes = merge_occurrences([occurrence(22), occurrence(29)], [listed(23), listed(30)], NOW)

    assert changes.moves == []


def test_a_date_moved_and_moved_back_is_one_occurrence() -> None:
    known = [occurrence(22, "moved"), occurrence(23, key="id22")]

    changes = merge_occurrences(known, [listed(22)], NOW)

    assert changes.moves == [("id23", "id22")]
    assert {(date.occurrence_id, date.occurrence_key, date.status) for date in changes.upserts} == {
        ("id23", "id22", "moved"),
        ("id22", "id22", "available"),
    }


@hypothesis.given(
    st.lists(
        st.dictionaries(st.integers(21, 26), st.sampled_from(["available", "deleted"]), max_size=4),
        max_size=6,
    )
)
def test_no_two_dates_ever_share_a_key(details: list[dict[int, str]]) -> None:
    known: dict[str, KnownOccurrence] = {}
    for detail in details:
        dates = [listed(day, status) for day, status in detail.items()]
        for date in merge_occurrences(list(known.values()), dates, NOW).upserts:
            known[date.occurrence_id] = date

        keys = [date.occurrence_key for date in known.values() if date.status != "moved"]
        assert len(keys) == len(set(keys))
