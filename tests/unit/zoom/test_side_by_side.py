"""`zoom.side_by_side`: which endpoint a session is read from, and what of the twin is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from webinar_sync.concurrency import SKIPPED
from webinar_sync.zoom.client import Listing
from webinar_sync.zoom.errors import ZoomDailyLimitError, ZoomError, ZoomScopeError
from webinar_sync.zoom.optional_readings import OptionalReadings
from webinar_sync.zoom.readings import ParticipantsReading
from webinar_sync.zoom.side_by_side import TRIED, SideBySide

END = datetime(2026, 11, 18, 11, tzinfo=UTC)
NOW = END + timedelta(days=2)


def session(number: int = 1, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "session_uuid": f"{number}==",
        "webinar_id": number,
        "ended_at": END,
        "read_from": None,
        "people_counted": 2,
    }
    return {**values, **changes}


def row(number: int, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "user_id": str(number),
        "registrant_id": f"r{number}",
        "user_email": f"p{number}@people.example",
        "join_time": "2026-11-18T10:00:00Z",
        "leave_time": "2026-11-18T11:00:00Z",
    }
    return {**values, **changes}


class Zoom:
    """Stands in for `Participants`: what the twin tells, and what was asked for."""

    def __init__(self, *rows: dict[str, Any], error: ZoomError | None = None) -> None:
        self.rows, self.error = list(rows), error
        self.asked: list[tuple[str, str]] = []

    def list_twin(self, known: dict[str, Any]) -> Listing:
        self.asked.append(("twin", known["session_uuid"]))
        if self.error:
            raise self.error
        return Listing(self.rows, NOW, 1)

    def read(self, known: dict[str, Any]) -> ParticipantsReading:
        self.asked.append(("report", known["session_uuid"]))
        return ParticipantsReading.of(known, [row(1), row(2)], "report", NOW)

    def defer(self, known: dict[str, Any], error: object) -> None:
        raise NotImplementedError


def side_by_side(asked: Zoom, *, both: bool = True, reads_history: bool = True) -> SideBySide:
    context: Any = SimpleNamespace(
        options=OptionalReadings(),
        client=SimpleNamespace(config=SimpleNamespace(both_endpoints=both), now=lambda: NOW),
        rules=SimpleNamespace(reads_history=reads_history),
    )
    return SideBySide(context, asked)  # type: ignore[arg-type]


WITH_REGISTRATION: Any = SimpleNamespace(has_registration=True)


@pytest.mark.parametrize(
    ("changes", "webinar", "may_share"),
    [
        ({}, WITH_REGISTRATION, True),
        ({"read_from": "report"}, WITH_REGISTRATION, False),
        ({"people_counted": None}, WITH_REGISTRATION, False),
        ({"ended_at": NOW - timedelta(hours=23)}, WITH_REGISTRATION, False),
        ({}, SimpleNamespace(has_registration=False), False),
        ({}, None, False),
    ],
)
def test_a_session_is_shared_if_one_reading_of_the_twin_may_be_final(
    changes: dict[str, Any], webinar: Any, may_share: bool
) -> None:
    assert side_by_side(Zoom()).may_share(session(**changes), webinar) is may_share


def test_nothing_is_shared_where_nobody_wants_it_or_little_is_to_be_read() -> None:
    assert not side_by_side(Zoom(), both=False).may_share(session(), WITH_REGISTRATION)
    assert not side_by_side(Zoom(), reads_history=False).may_share(session(), WITH_REGISTRATION)


@pytest.mark.parametrize("twin_first", [True, False])
def test_whoever_is_first_reads_a_session_and_the_other_does_not(twin_first: bool) -> None:
    asked = Zoom(row(1), row(2))
    shared = side_by_side(asked)
    jobs = [shared.report_job(session()), shared.twin_job(session())]
    first, second = jobs[::-1] if twin_first else jobs

    reading = first.read()

    assert isinstance(reading, ParticipantsReading)
    assert reading.report.source == ("past_webinars" if twin_first else "report")
    assert second.read() is SKIPPED
    assert len(asked.asked) == 1
    assert shared.late_jobs() == []


def test_the_twin_comes_after_all_else_of_its_label() -> None:
    shared = side_by_side(Zoom())

    assert shared.twin_job(session()).rank > ()
    assert shared.twin_job(session()).kind == "medium"
    assert shared.report_job(session()).kind == "heavy"


@pytest.mark.parametrize(
    "rows",
    [
        [row(1), row(2, user_email="", registrant_id="")],  # somebody without a name
        [row(1, registrant_id=""), row(2, registrant_id="")],  # ids may be told elsewhere
        [row(1)],  # one of two people
        [row(1), row(2), row(3, leave_time="odd")],
        [],
    ],
)
def test_what_the_twin_lacks_is_left_to_the_report(rows: list[dict[str, Any]]) -> None:
    asked = Zoom(*rows)
    shared = side_by_side(asked)

    assert shared.twin_job(session()).read() is SKIPPED
    (late,) = shared.late_jobs()
    late.read()

    assert asked.asked == [("twin", "1=="), ("report", "1==")]
    assert late.kind == "heavy"
    assert shared.late_jobs() == []


def test_a_twin_that_tells_too_little_again_and_again_is_asked_no_more() -> None:
    asked = Zoom()
    shared = side_by_side(asked)

    for number in range(2 * TRIED):
        assert shared.twin_job(session(number)).read() is SKIPPED

    assert len(asked.asked) == TRIED
    # Nobody claimed the others, so their reports are read.
    assert shared.report_job(session(TRIED)).read() is not SKIPPED


@pytest.mark.parametrize(
    "error", [ZoomDailyLimitError("used up", NOW), ZoomScopeError("no scope", ["the:scope"])]
)
def test_a_twin_that_may_not_be_asked_today_or_at_all_is_asked_no_more(error: ZoomError) -> None:
    asked = Zoom(error=error)
    shared = side_by_side(asked)

    for number in range(2):
        assert shared.twin_job(session(number)).read() is SKIPPED

    assert len(asked.asked) == 1
    assert len(shared.late_jobs()) == 1
