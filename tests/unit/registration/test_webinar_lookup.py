"""When a webinar is over for the registration action: by times as the sync reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from webinar_sync.registration.webinar_lookup import _is_over, _occurrence_id

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BY_DATE = {"registration_type": 2}


def date(occurrence_id: str, start_time: str, **others: Any) -> dict[str, Any]:
    return {"occurrence_id": occurrence_id, "start_time": start_time, "duration": 60, **others}


@pytest.mark.parametrize(
    ("detail", "is_over"),
    [
        ({"type": 5, "start_time": "2026-11-20T11:30:00Z", "duration": 60}, False),
        ({"type": 5, "start_time": "2026-11-20T10:30:00Z", "duration": 60}, True),
        ({"type": 5, "start_time": "2026-11-20T11:30:00Z"}, False),
        ({"type": "5", "start_time": "2026-11-20T11:30:00Z", "duration": "20"}, True),
        (
            {"type": 5, "start_time": "2026-11-20T09:00:00", "timezone": "America/New_York"},
            False,
        ),
        ({"type": 5, "start_time": "2026-11-20T09:00:00", "timezone": "Europe/Berlin"}, True),
        ({"type": 6}, False),
        ({"type": 9, "occurrences": [date("1", "2026-11-19T12:00:00Z")]}, True),
        ({"type": "9", "occurrences": [date("1", "2026-11-21T12:00:00Z")]}, False),
        (
            {"type": 9, "occurrences": [date("1", "2026-11-21T12:00:00Z", status="deleted")]},
            True,
        ),
    ],
    ids=[
        "under way", "ended", "no duration is an hour", "as texts", "local time, to come",
        "local time, ended", "no fixed time", "all dates ended", "a date without status",
        "a deleted date",
    ],
)  # fmt: skip
def test_it_is_over_once_all_its_dates_have_ended(detail: dict[str, Any], is_over: bool) -> None:
    assert _is_over(detail, NOON) is is_over


def test_by_date_one_registers_for_the_next_whatever_their_times_look_like() -> None:
    detail = {
        "type": 9,
        "timezone": "America/New_York",
        "occurrences": [
            date("4", "2026-11-21T01:00:00Z"),
            date("3", "2026-11-20T09:00:00"),  # 14:00 UTC
            date("2", "2026-11-20T13:00:00Z", status="deleted"),
            date("1", "2026-11-20T10:00:00Z"),
        ],
    }

    assert _occurrence_id(detail, BY_DATE, NOON) == "3"
    assert _occurrence_id(detail, {}, NOON) == ""
    assert _occurrence_id({**detail, "type": 5}, BY_DATE, NOON) == ""
