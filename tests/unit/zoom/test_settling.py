"""`zoom.settling`: when a participant report is final."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from webinar_sync.zoom.settling import (
    KeptReport,
    ReportReading,
    count_people,
    find_same_since,
    is_better_kept,
    settle,
)

END = datetime(2026, 11, 18, 11, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = datetime(2026, 11, 19, tzinfo=UTC)


def row(number: int, **changes: Any) -> dict[str, Any]:
    parts = {
        "user_id": str(number),
        "registrant_id": f"r{number}",
        "user_email": f"p{number}@people.example",
        "join_time": "2026-11-18T10:00:00Z",
        "leave_time": "2026-11-18T11:00:00Z",
        "duration": 3600,
        "status": "in_meeting",
    }
    return {**parts, **changes}


def read(people: int, after: timedelta = HOUR, **changes: Any) -> ReportReading:
    """Return a reading of so many people, so long after the end."""
    source = changes.pop("source", "report")
    rows = [row(number, **changes) for number in range(people)]
    return ReportReading.from_rows(rows, source, END + after)


def kept(reading: ReportReading | None = None, **changes: Any) -> KeptReport:
    """Return what is known of a session after a reading; None: after none."""
    parts: dict[str, Any] = {
        "ended_at": END,
        "state": "landed" if reading else "due",
        "people_counted": 10,
        "people_read": reading.people if reading else None,
        "read_from": reading.source if reading else None,
        "report_digest": reading.digest if reading else None,
        "same_since": reading.answered_at if reading else None,
        "has_registrant_ids": reading is not None and reading.source == "report",
    }
    return KeptReport(**{**parts, **changes})


@pytest.mark.parametrize(
    ("people_counted", "people", "after", "changes", "is_settled"),
    [
        (10, 10, timedelta(minutes=45), {}, True),
        (10, 9, timedelta(minutes=45), {}, True),
        (10, 11, timedelta(minutes=45), {}, True),
        (0, 1, timedelta(minutes=45), {}, True),
        (10, 8, timedelta(minutes=45), {}, False),
        (None, 10, timedelta(minutes=45), {}, False),
        (10, 10, timedelta(minutes=44), {}, False),
        (0, 0, timedelta(minutes=45), {}, False),
        (10, 10, timedelta(minutes=45), {"duration": 0}, False),
    ],
)
def test_two_equal_readings_settle_early_if_nearly_everybody_is_there(
    people_counted: int | None,
    people: int,
    after: timedelta,
    changes: dict[str, Any],
    is_settled: bool,
) -> None:
    first = read(people, timedelta(minutes=10), **changes)
    session = kept(first, people_counted=people_counted)

    settling = settle(session, read(people, timedelta(minutes=10) + after, **changes))

    assert settling.state == ("settled" if is_settled else "landed")
    assert not settling.is_incomplete
    if is_settled:  # and once more after a day
        assert settling.next_attempt_at == END + DAY


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({}, True),
        ({"duration": 3599}, True),
        ({"leave_time": "2026-11-18T10:59:00Z"}, False),
        ({"status": "in_waiting_room"}, False),
        ({"user_id": "5"}, False),
        ({"source": "past_webinars"}, False),
    ],
)
def test_readings_are_equal_by_what_matters_and_of_one_endpoint_only(
    changes: dict[str, Any], is_same: bool
) -> None:
    first = read(1)

    later = read(1, 3 * HOUR, **changes)

    assert find_same_since(kept(first), later) == END + (HOUR if is_same else 3 * HOUR)


@pytest.mark.parametrize(
    ("people_counted", "people", "state", "is_incomplete"),
    [
        (10, 5, "settled", False),
        (10, 4, "landed", True),
        (10, 0, "landed", True),
        (None, 0, "landed", True),
    ],
)
def test_a_day_after_the_end_half_of_the_people_are_enough(
    people_counted: int | None, people: int, state: str, is_incomplete: bool
) -> None:
    settling = settle(kept(people_counted=people_counted), read(people, DAY))

    assert (settling.state, settling.is_incomplete) == (state, is_incomplete)
    assert settling.next_attempt_at == (END + 2 * DAY if is_incomplete else None)


@pytest.mark.parametrize(
    ("after", "same_for", "state"),
    [
        (6 * DAY, DAY, "landed"),
        (7 * DAY, DAY, "settled"),
        (7 * DAY, HOUR, "landed"),  # two answers of one day may both be wrong
    ],
)
def test_an_implausible_report_is_asked_for_again_for_a_week(
    after: timedelta, same_for: timedelta, state: str
) -> None:
    first = read(2, after - same_for)

    settling = settle(kept(first), read(2, after))

    assert (settling.state, settling.is_incomplete) == (state, True)
    assert settling.next_attempt_at == (END + after + DAY if state == "landed" else None)


@pytest.mark.parametrize(
    ("people_counted", "before", "now", "stays"),
    [
        (10, 6, 4, True),
        (10, 3, 0, True),
        (10, 3, 3, False),
        (10, 3, 4, False),
        (10, 8, 5, False),  # plausible: what changed is corrected
        (10, 10, 6, True),  # a report does not shrink
        (10, 10, 9, True),
        (10, 9, 8, True),
        (10, 12, 10, False),  # as many as are counted
        (10, 10, 10, False),
        (None, 10, 4, True),
        (None, 10, 5, False),
    ],
)
def test_an_implausible_reading_never_replaces_a_better_one(
    people_counted: int | None, before: int, now: int, stays: bool
) -> None:
    session = kept(read(before), people_counted=people_counted)

    assert is_better_kept(session, read(now, 2 * DAY)) is stays


def test_the_twin_never_replaces_a_report_that_had_registrant_ids() -> None:
    twin = read(10, 2 * HOUR, source="past_webinars", registrant_id=None)

    assert is_better_kept(kept(read(8)), twin)
    assert settle(kept(read(8)), twin).next_attempt_at == MIDNIGHT
    assert not is_better_kept(kept(read(8, registrant_id=None), has_registrant_ids=False), twin)


@pytest.mark.parametrize(
    ("changes", "after", "state", "next_attempt_at"),
    [
        ({"registrant_id": None}, 2 * DAY, "settled", None),
        ({"user_email": ""}, 2 * DAY, "settled", None),
        ({"registrant_id": None, "user_email": ""}, HOUR, "landed", MIDNIGHT),
        ({"registrant_id": "", "user_email": ""}, 2 * DAY, "landed", MIDNIGHT + 2 * DAY),
        ({"registrant_id": None, "user_email": ""}, 8 * DAY, "landed", MIDNIGHT + 8 * DAY),
    ],
)
def test_the_twin_settles_a_session_only_if_it_names_everybody(
    changes: dict[str, Any], after: timedelta, state: str, next_attempt_at: datetime | None
) -> None:
    settling = settle(kept(), read(10, after, source="past_webinars", **changes))

    assert (settling.state, settling.next_attempt_at) == (state, next_attempt_at)


def test_people_are_counted_once_and_whoever_is_anonymous_by_row() -> None:
    anonymous = {"registrant_id": None, "user_email": "", "id": ""}
    rows = [
        row(1),
        row(1, user_id="100"),
        row(2, registrant_id=None, user_email="P2@people.example "),
        row(3, registrant_id="", user_email="p2@people.example"),
        row(4, registrant_id=None, user_email="", participant_user_id="STAFF"),
        row(5, status="in_waiting_room"),
        row(6, **anonymous),
        row(7, **anonymous),
    ]

    assert count_people(rows) == 5


@pytest.mark.parametrize(
    "changes",
    [
        {"join_time": True},
        {"join_time": "soon"},
        {"leave_time": {}},
        {"leave_time": None},
        {"leave_time": "2026-11-18T09:00:00Z"},
        {"user_id": None},
        {"registrant_id": {}},
        {"registrant_id": 7},
        {"user_email": ["p1@people.example"]},
        {"participant_user_id": True},
    ],
    ids=str,
)
def test_a_report_of_odd_rows_is_no_final_one(changes: dict[str, Any]) -> None:
    """Otherwise who came would be a no-show for ever."""
    whole, odd = read(2, HOUR), read(2, DAY, **changes)

    assert count_people([row(1, **changes), row(2)]) == 1
    for before in (
        kept(whole, people_counted=2),
        kept(people_counted=2),
        kept(people_counted=None),
    ):
        settling = settle(before, odd)
        assert (settling.state, settling.is_incomplete) == ("landed", True)
    assert is_better_kept(kept(whole, people_counted=2), odd)
    assert is_better_kept(kept(whole, people_counted=None), odd)


def test_a_report_with_nobody_in_it_is_final_only_where_the_history_counts_nobody() -> None:
    """There is no session without a host in it."""
    nobody = read(0, DAY)
    waiting = read(3, DAY, status="in_waiting_room")
    for reading in (nobody, waiting):
        settling = settle(kept(people_counted=None), reading)
        assert (settling.state, settling.is_incomplete) == ("landed", True)
        again = settle(kept(reading, people_counted=None), read(0, 2 * DAY))
        assert again.state == "landed"
    assert settle(kept(people_counted=0), nobody).state == "settled"
    assert settle(kept(people_counted=None), read(1, DAY)).state == "settled"
    late = settle(kept(nobody, people_counted=None), read(0, 8 * DAY))
    assert (late.state, late.is_incomplete) == ("settled", True)


def odd(after: timedelta, *, number: int = 9) -> ReportReading:
    """Return a reading of ten people, of whom one's row has no time of leaving."""
    rows = [row(each) for each in range(10)]
    rows[number]["leave_time"] = "odd"
    return ReportReading.from_rows(rows, "report", END + after)


def test_a_report_with_an_odd_row_is_final_and_read_again_a_day_later() -> None:
    settling = settle(kept(), odd(DAY))

    assert (settling.state, settling.is_incomplete) == ("settled", False)
    assert settling.next_attempt_at == END + 2 * DAY


@pytest.mark.parametrize(
    ("reading", "next_attempt_at"),
    [
        (read(10, 2 * DAY), None),  # it is whole now
        (odd(2 * DAY), None),  # it says the same
        (odd(2 * DAY, number=3), END + 3 * DAY),
        (odd(7 * DAY, number=3), None),  # nobody waits longer than a week
    ],
)
def test_it_is_read_no_more_once_it_is_whole_or_says_the_same(
    reading: ReportReading, next_attempt_at: datetime | None
) -> None:
    before = kept(odd(DAY), state="settled")

    settling = settle(before, reading)

    assert settling.state == "settled"
    assert settling.next_attempt_at == next_attempt_at


def test_an_odd_row_of_the_waiting_room_is_waited_for_no_longer() -> None:
    rows = [*(row(number) for number in range(10)), row(11, status="in_waiting_room", user_id="")]
    reading = ReportReading.from_rows(rows, "report", END + DAY)

    assert settle(kept(), reading).next_attempt_at is None
