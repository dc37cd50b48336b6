"""`zoom.answers`, `zoom.row_rules`, `zoom.times`: what of Zoom's answers is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from webinar_sync.zoom.answers import (
    MANY_USERS,
    MAX_DURATION_MINUTES,
    judge_dates,
    judge_history,
    judge_registrant,
    judge_rows,
    judge_session_report,
    judge_users,
    judge_webinar,
)
from webinar_sync.zoom.errors import ZoomBadAnswerError, ZoomOddRowsError
from webinar_sync.zoom.row_rules import (
    PARTICIPANTS,
    REGISTRANTS,
    SESSIONS,
    RowRules,
    RowTally,
    tally_rows,
    whole_number,
)
from webinar_sync.zoom.times import read_start, read_time, zone_of

DATE = {"occurrence_id": "1", "start_time": "2026-11-25T10:00:00Z", "duration": 60}
DETAIL = {
    "id": 91000000001,
    "type": 5,
    "host_id": "HOST",
    "start_time": "2026-11-25T10:00:00Z",
    "settings": {"approval_type": 0, "registration_type": 1},
}
PARTICIPANT = {
    "user_id": "16778240",
    "user_email": "",
    "join_time": "2026-11-18T10:00:00Z",
    "leave_time": "2026-11-18T11:00:00Z",
}
ENDLESS = {**PARTICIPANT, "leave_time": ""}


def is_believed(**changes: Any) -> bool:
    """Tell whether a webinar's detail is believed; a change to `...` takes a key away."""
    detail = {key: value for key, value in {**DETAIL, **changes}.items() if value is not ...}
    try:
        judge_webinar("GET /x", detail, {"webinar_id": 91000000001})
    except ZoomBadAnswerError:
        return False
    return True


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"id": "91000000001"},
        {"duration": None},
        {"duration": ""},
        {"duration": "60"},
        {"duration": 0},
        {"duration": MAX_DURATION_MINUTES},
        {"timezone": "Nowhere/Land"},
        {"start_time": "2026-11-25T10:00:00"},
        {"settings": {}},
        {"type": 6, "start_time": ...},
        {"type": 9, "start_time": ..., "occurrences": []},
        {"type": 9, "start_time": ..., "occurrences": [DATE, {**DATE, "status": "deleted"}]},
    ],
    ids=str,
)
def test_a_detail_may_lack_what_decides_nothing(changes: dict[str, Any]) -> None:
    assert is_believed(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ...},
        {"id": 91000000002},
        {"id": True},
        {"id": 2**70},
        {"id": -1},
        {"type": ...},
        {"type": 7},
        {"type": 70000},
        {"type": "webinar"},
        {"type": True},
        {"host_id": ""},
        {"settings": ...},
        {"settings": []},
        {"settings": {"approval_type": 3}},
        {"settings": {"registration_type": "all"}},
        {"start_time": ...},
        {"start_time": None},
        {"start_time": "tomorrow"},
        {"start_time": 1795600800000},
        {"start_time": "9999-12-31T23:59:59Z"},
        {"duration": "sixty"},
        {"duration": -1},
        {"duration": 3_000_000_000},
        {"duration": float("nan")},
        {"duration": True},
        {"duration": [60]},
        {"type": 9},
        {"type": 9, "occurrences": {}},
        {"type": 9, "occurrences": [None]},
        {"type": 9, "occurrences": [{**DATE, "occurrence_id": ""}]},
        {"type": 9, "occurrences": [{**DATE, "start_time": "soon"}]},
        {"type": 9, "occurrences": [{**DATE, "duration": "sixty"}]},
    ],
    ids=str,
)
def test_a_detail_that_makes_no_sense_is_not_believed(changes: dict[str, Any]) -> None:
    assert not is_believed(**changes)


def test_a_detail_that_was_asked_for_by_its_uuid_may_have_any_id() -> None:
    judge_webinar("GET /x", DETAIL, {"webinar_id": "4444AAAiAAAAAiAiAiiAii%3D%3D"})
    with pytest.raises(ZoomBadAnswerError):
        judge_webinar("GET /x", {}, {"webinar_id": "4444AAAiAAAAAiAiAiiAii%3D%3D"})


@pytest.mark.parametrize(
    ("body", "is_good"),
    [
        ({"uuid": "u==", "type": 9}, True),
        ({"uuid": "u==", "id": 91000000001}, True),
        ({"id": 91000000001, "type": 5}, True),
        ({}, False),
        ({"uuid": "other==", "type": 9}, False),
        ({"uuid": "u==", "type": 70000}, False),
        ({"type": 9}, False),
    ],
)
def test_a_sessions_report_is_of_that_session(body: dict[str, Any], is_good: bool) -> None:
    if is_good:
        judge_session_report("GET /x", body, {"uuid": "u=="})
        return
    with pytest.raises(ZoomBadAnswerError):
        judge_session_report("GET /x", body, {"uuid": "u=="})


@pytest.mark.parametrize("body", [{}, {"id": "other", "status": "approved"}, {"id": "r"}])
def test_a_registrant_is_the_one_that_was_asked_for(body: dict[str, Any]) -> None:
    judge_registrant("GET /x", {"id": "r", "status": "denied"}, {"registrant_id": "r"})
    with pytest.raises(ZoomBadAnswerError):
        judge_registrant("GET /x", body, {"registrant_id": "r"})


@pytest.mark.parametrize(
    ("count", "previous", "refused_before", "is_good"),
    [
        (0, 0, 0, False),
        (0, 5, 9, False),
        (1, 0, 0, True),
        (1, MANY_USERS - 1, 0, True),
        (4, MANY_USERS, 0, False),
        (5, MANY_USERS, 0, True),
        (4, MANY_USERS, 1, False),
        (4, MANY_USERS, 2, True),  # it comes again and again
    ],
)
def test_a_listing_of_users_is_not_suddenly_short(
    count: int, previous: int, refused_before: int, is_good: bool
) -> None:
    users = [{"id": f"U{n}"} for n in range(count)]
    if is_good:
        judge_users("GET /users", users, previous, refused_before=refused_before)
        return
    with pytest.raises(ZoomBadAnswerError):
        judge_users("GET /users", users, previous, refused_before=refused_before)


def judge_sessions(rows: list[Any], known: int, *refusals: timedelta) -> None:
    """Judge a history, after refusals so long ago."""
    judge_history(
        "GET /x",
        rows,
        known,
        refused_before=len(refusals),
        refused_for=max(refusals, default=timedelta(0)),
    )


EMPTY_SERIES = {"type": 9, "occurrences": []}


def test_what_happened_stays_in_listings() -> None:
    judge_sessions([], 0)
    judge_sessions([{}], 3)
    judge_dates("GET /x", EMPTY_SERIES, 0, missing_for=None)
    judge_dates("GET /x", {"type": 5}, 3, missing_for=None)  # it is no series any more
    with pytest.raises(ZoomBadAnswerError):
        judge_sessions([], 3)


@pytest.mark.parametrize("known_dates", [1, 2])
def test_a_series_without_its_dates_is_believed_a_day_later(known_dates: int) -> None:
    for missing_for in (None, timedelta(hours=23)):
        with pytest.raises(ZoomBadAnswerError):
            judge_dates("GET /x", EMPTY_SERIES, known_dates, missing_for=missing_for)
    judge_dates("GET /x", EMPTY_SERIES, known_dates, missing_for=timedelta(hours=24))


def test_a_history_that_is_empty_again_and_again_is_right() -> None:
    night, hour = timedelta(hours=24), timedelta(hours=1)
    judge_sessions([], 1, night, night * 2)
    with pytest.raises(ZoomBadAnswerError):
        judge_sessions([], 1, night)
    with pytest.raises(ZoomBadAnswerError):  # one outage
        judge_sessions([], 1, hour, hour * 2, hour * 3)


@pytest.mark.parametrize(
    ("rows", "breach"),
    [
        ([PARTICIPANT] * 20, None),
        (
            [{**PARTICIPANT, "leave_time": ""}] * 6 + [PARTICIPANT] * 14,
            "6 of 20 rows are unreadable",
        ),
        ([{**PARTICIPANT, "leave_time": ""}] * 4 + [PARTICIPANT] * 2, None),  # one by one
        ([{**PARTICIPANT, "leave_time": ""}] * 5 + [PARTICIPANT] * 20, None),  # a fifth
        ([{**PARTICIPANT, "leave_time": "2026-11-18T09:00:00Z"}] * 5, "5 of 5 rows"),
        ([{"user_id": "1", "join_time": None, "leave_time": None}] * 4, None),
        (
            [{key: value for key, value in PARTICIPANT.items() if key != "user_email"}] * 5,
            "no row of 5 has the key user_email",
        ),
    ],
)
def test_rows_of_one_resource_are_odd_if_many_are(rows: list[Any], breach: str | None) -> None:
    assert (tally_rows(PARTICIPANTS, rows).breach or "").startswith(breach or "")
    if breach is None:
        assert tally_rows(PARTICIPANTS, rows).breach is None
        judge_rows("GET /x", rows, PARTICIPANTS)
        return
    with pytest.raises(ZoomOddRowsError, match="participants: ") as caught:
        judge_rows("GET /x", rows, PARTICIPANTS)
    assert caught.value.cause.startswith(breach)
    assert caught.value.tally.rows == len(rows)


def test_rows_without_rules_must_be_objects() -> None:
    judge_rows("GET /x", [{}], None)
    with pytest.raises(ZoomBadAnswerError):
        judge_rows("GET /x", [{}, None], None)


def test_a_registrant_may_lack_a_status_and_hide_an_address() -> None:
    row = {"id": "r", "email": "", "create_time": "2026-11-01T10:00:00Z"}

    assert tally_rows(REGISTRANTS, [row, {**row, "status": "denied"}]) == RowTally(2, 0, ())
    assert tally_rows(REGISTRANTS, [{**row, "status": "gone"}]).unreadable == 1
    assert tally_rows(REGISTRANTS, [{**row, "email": None}]).unreadable == 1


def test_a_session_of_the_history_needs_its_ids_and_times() -> None:
    row = {
        "meeting_uuid": "u==",
        "meeting_id": 91000000001,
        "start_time": "2026-11-18T10:00:00Z",
        "end_time": "2026-11-18T11:00:00Z",
        "host_email": "",
    }

    assert tally_rows(SESSIONS, [row]) == RowTally(1, 0, ())
    for key, value in (("meeting_uuid", ""), ("meeting_id", "x"), ("end_time", None)):
        assert tally_rows(SESSIONS, [{**row, key: value}]).unreadable == 1


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, 5),
        ("5", 5),
        (" 5 ", 5),
        (5.0, None),
        (True, None),
        (5.5, None),
        ("1_0", None),
        ("٥", None),
        (float("inf"), None),
        (2**63, None),
        (None, None),
        ([], None),
    ],
    ids=repr,
)
def test_a_whole_number_is_one_however_it_is_written(value: object, number: int | None) -> None:
    assert whole_number(value) == number


@pytest.mark.parametrize(
    ("text", "timezone", "hour"),
    [
        ("2026-11-25T11:00:00Z", "Europe/Berlin", 11),
        ("2026-11-25T11:00:00.66Z", "Europe/Berlin", 11),
        ("2026-11-25T11:00:00+01:00", "Asia/Tokyo", 10),
        ("2026-11-25T11:00:00", "Europe/Berlin", 10),
        ("2026-11-25T11:00", "America/New_York", 16),
        ("2026-11-25T11:00:00", "", 11),
        ("2026-11-25T11:00:00", "Nowhere/Land", 11),
        ("2026-11-25T11:00:00", None, 11),
        ("2026-07-25T11:00:00", "Europe/Berlin", 9),
        ("2026-11-25", "", None),
        ("2026-02-30T11:00:00", "", None),
        ("0001-01-01T00:00:00", "Asia/Tokyo", None),
        ("9999-12-31T23:59:59Z", "", None),
        (20261125, "", None),
    ],
)
def test_a_start_without_an_offset_is_in_the_webinars_zone(
    text: object, timezone: object, hour: int | None
) -> None:
    start = read_start(text, timezone)

    assert (start and start.hour) == hour
    assert start is None or start.tzinfo is UTC


def test_a_moment_needs_its_offset() -> None:
    assert read_time("2026-11-25T11:00:00") is None
    assert read_time("2026-11-25T11:00:00Z") == datetime(2026, 11, 25, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["", None, 5, "America", "../etc/passwd", "\ud800", "a\x00b", "Y/Z"]
)
def test_a_zone_that_is_none_is_utc(name: object) -> None:
    assert zone_of(name) is UTC


@pytest.mark.parametrize("rules", [None, PARTICIPANTS])
@pytest.mark.parametrize("row", [None, "text", 5, [PARTICIPANT]])
def test_a_listing_with_a_row_that_is_no_object_is_not_believed(
    rules: RowRules | None, row: object
) -> None:
    with pytest.raises(ZoomBadAnswerError, match="no object"):
        judge_rows("GET /x", [PARTICIPANT, row], rules)
