"""Identity is remembered, never derived anew: single webinars, and those with no fixed time.

Each sentence in the smallest world that shows it, with answers worked out by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.transform.naive import NO_FIXED_TIME, Row
from tests.unit.transform.small_worlds import (
    ANN,
    BOB,
    Answers,
    at,
    make_world,
    registration,
    run,
    runs,
    start,
)

if TYPE_CHECKING:
    from datetime import datetime

READ, EDITED = at(0, day=19), at(12)
"""When the webinar was read first, and when its edit was."""


def moved(old: datetime, new: datetime, edited: datetime = EDITED, **different: Any) -> list[Row]:
    """A single webinar's start, and the one that was read in place of it."""
    return [start(old, dropped_at=edited), start(new, first_read_at=edited, **different)]


def test_a_start_to_come_that_is_moved_is_the_same_occurrence(answers: Answers) -> None:
    world = make_world(announced=moved(at(10, day=25), at(9, day=26)))
    assert answers.keys(world) == {("", READ): "2026-11-25", ("", EDITED): "2026-11-25"}
    assert answers.events(world)["2026-11-25"]["scheduled_at"] == at(9, day=26)


def test_a_webinar_that_was_held_and_gets_another_start_is_two_occurrences(
    answers: Answers,
) -> None:
    """Ann registered for the first and came, Bob for the next: he is no no-show of what was."""
    world = make_world(
        as_of=at(0, day=25),
        announced=moved(at(10), at(10, day=28)),
        registrants=[registration("R1", ANN), registration("R2", BOB, created_at=at(18))],
        **runs(run("s", at(10), at(11), ANN)),
    )
    assert answers.keys(world)["", EDITED] == "2026-11-28"
    assert answers.statuses(world) == {"2026-11-20": "ended", "2026-11-28": "scheduled"}
    assert answers.states(world) == {
        ("2026-11-20", ANN): "attended",
        ("2026-11-28", ANN): "registered",
        ("2026-11-28", BOB): "registered",
    }


def test_a_second_one_of_the_same_day_gets_a_number(answers: Answers) -> None:
    """Held from 10:00 to 11:00, and again at 15:00."""
    world = make_world(
        announced=moved(at(10), at(15)),
        **runs(run("s", at(10), at(11), ANN), run("t", at(15), at(16), BOB)),
    )
    assert answers.keys(world) == {("", READ): "2026-11-20", ("", EDITED): "2026-11-20-2"}
    assert answers.places(world) == {"s": "2026-11-20", "t": "2026-11-20-2"}


def test_a_key_is_never_given_twice(answers: Answers) -> None:
    world = make_world(given_keys=[{"occurrence_key": "2026-11-20"}])
    assert answers.keys(world) == {("", READ): "2026-11-20-2"}


def test_a_key_that_was_given_stays_whatever_its_day_is_now(answers: Answers) -> None:
    world = make_world(
        announced=[start(at(10), occurrence_key="2026-11-03-2")],
        **runs(run("s", at(10), at(11), ANN)),
    )
    assert answers.places(world) == {"s": "2026-11-03-2"}


@pytest.mark.parametrize(
    ("zone", "key"),
    [("UTC", "2026-11-20"), ("Asia/Tokyo", "2026-11-21"), ("", "2026-11-20"), (None, "2026-11-20")],
)
def test_the_day_is_of_the_start_as_first_announced_in_the_zone_then(
    answers: Answers, zone: str | None, key: str
) -> None:
    """20:00 in UTC is the next day in Tokyo; the zone is edited before and after the webinar."""
    world = make_world(
        announced=[
            start(at(20), timezone=zone, dropped_at=EDITED),
            start(at(20), timezone="Pacific/Kiritimati", first_read_at=EDITED),
        ]
    )
    assert set(answers.keys(world).values()) == {key}


def test_an_edited_duration_keeps_a_held_occurrence_and_its_scheduled_time(
    answers: Answers,
) -> None:
    world = make_world(
        announced=moved(at(10), at(10), duration_minutes=180),
        **runs(run("s", at(10), at(11), ANN)),
    )
    assert set(answers.keys(world).values()) == {"2026-11-20"}
    assert answers.events(world)["2026-11-20"]["scheduled_end_at"] == at(11)


@pytest.mark.parametrize(
    ("as_of", "key", "status", "scheduled_at"),
    [
        (at(9, day=22), None, "scheduled", at(10)),
        (at(10, day=22), "2026-11-20", "scheduled", at(10, day=28)),
    ],
)
def test_a_start_in_place_of_a_past_one_waits_until_it_is_known_that_it_was_not_held(
    answers: Answers, as_of: datetime, key: str | None, status: str, scheduled_at: datetime
) -> None:
    """Undecided until the history has been read to 48 hours after the old start."""
    world = make_world(
        as_of=as_of, announced=moved(at(10), at(10, day=28)), registrants=[registration("R1", ANN)]
    )
    assert answers.keys(world).get(("", EDITED)) == key
    event = answers.events(world)["2026-11-20"]
    assert (event["status"], event["scheduled_at"]) == (status, scheduled_at)
    assert answers.states(world) == {("2026-11-20", ANN): "registered"}


def test_a_session_that_is_known_decides_at_once(answers: Answers) -> None:
    world = make_world(
        as_of=at(13), announced=moved(at(10), at(10, day=28)), **runs(run("s", at(10), at(11), ANN))
    )
    assert answers.keys(world)["", EDITED] == "2026-11-28"


def test_a_practice_does_not_hold_a_date(answers: Answers) -> None:
    """Only the host was there, for ten minutes, an hour before: it is moved."""
    world = make_world(
        announced=moved(at(10), at(10, day=28)),
        **runs(run("s", at(9), at(9, 10), "host@corp.com")),
    )
    assert answers.keys(world)["", EDITED] == "2026-11-20"


def test_a_history_with_a_hole_does_not_decide(answers: Answers) -> None:
    world = make_world(announced=moved(at(10), at(10, day=28)))
    world["known_history"] = [
        {"account_id": "acc-1", "since": since, "until": until}
        for since, until in ((None, at(9)), (at(11), at(0, day=30)))
    ]
    assert answers.keys(world) == {("", READ): "2026-11-20"}


@pytest.mark.parametrize(
    ("ended_at", "new_start", "key"),
    [
        (at(10, 29), at(15), "2026-11-20"),
        (at(10, 30), at(15), "2026-11-20-2"),
        (at(10, 29), at(22, 29), "2026-11-20"),
        (at(10, 29), at(22, 30), "2026-11-20-2"),
    ],
    ids=["short", "half the planned hour", "12 hours later", "more than 12 hours later"],
)
def test_a_webinar_that_was_broken_off_goes_on_at_its_next_start(
    answers: Answers, ended_at: datetime, new_start: datetime, key: str
) -> None:
    world = make_world(announced=moved(at(10), new_start), **runs(run("s", at(10), ended_at, ANN)))
    assert answers.keys(world)["", EDITED] == key


def test_the_attendance_of_a_broken_off_webinar_is_of_both_parts(answers: Answers) -> None:
    """Ann was there for 20 minutes of 20, and for 40 of 60: 60 of 80."""
    world = make_world(
        announced=moved(at(10), at(15)),
        **runs(run("s", at(10), at(10, 20), ANN), run("t", at(15), at(16), BOB)),
    )
    world["connections"].append(
        world["connections"][0]
        | {"session_uuid": "t", "joined_at": at(15, 20), "left_at": at(16), "user_id": "u9"}
    )
    assert str(answers.took_part(world)["2026-11-20", ANN]["attendance_percent"]) == "75.00"
    assert answers.events(world)["2026-11-20"]["scheduled_at"] == at(10)


def test_nobody_is_a_no_show_before_a_broken_off_webinar_went_on(answers: Answers) -> None:
    world = make_world(
        as_of=at(14),
        announced=moved(at(10), at(15)),
        registrants=[registration("R1", BOB)],
        **runs(run("s", at(10), at(10, 20), ANN)),
    )
    assert answers.states(world)["2026-11-20", BOB] == "registered"


def test_the_zone_of_a_day_is_the_one_announced_when_the_session_began(answers: Answers) -> None:
    """02:00 in UTC; New York, where it is the day before, is announced afterwards."""
    world = make_world(
        NO_FIXED_TIME,
        announced=[
            start(None, type=NO_FIXED_TIME, dropped_at=EDITED),
            start(None, type=NO_FIXED_TIME, timezone="America/New_York", first_read_at=EDITED),
        ],
        **runs(run("s", at(2), at(3), ANN), run("t", at(2, day=22), at(3, day=22), ANN)),
    )
    assert answers.places(world) == {"s": "2026-11-20", "t": "2026-11-21"}


@pytest.mark.parametrize(("begin", "key"), [(at(12), "2026-11-20"), (at(12, 1), "2026-11-20-2")])
def test_a_break_of_an_hour_is_one_occurrence(answers: Answers, begin: datetime, key: str) -> None:
    world = make_world(
        NO_FIXED_TIME, **runs(run("s", at(10), at(11), ANN), run("t", begin, at(13), ANN))
    )
    assert answers.places(world) == {"s": "2026-11-20", "t": key}


def test_a_break_over_midnight_is_one_occurrence(answers: Answers) -> None:
    world = make_world(
        NO_FIXED_TIME,
        **runs(run("s", at(23), at(23, 50), ANN), run("t", at(0, 5, day=21), at(1, day=21), ANN)),
    )
    assert answers.places(world) == {"s": "2026-11-20", "t": "2026-11-20"}


@pytest.mark.parametrize(
    ("as_of", "key"), [(at(10, 59, day=21), None), (at(11, day=21), "2026-11-20")]
)
def test_a_session_without_a_date_is_judged_a_day_later(
    answers: Answers, as_of: datetime, key: str | None
) -> None:
    """Until then its connections have no outcome, as one before it may still become known."""
    world = make_world(NO_FIXED_TIME, as_of, **runs(run("s", at(10), at(11), ANN)))
    assert answers.places(world) == {"s": key}
    assert len(answers.codes(world)) == (key is not None)


def test_a_session_without_a_date_keeps_its_key(answers: Answers) -> None:
    """Also when one before it becomes known later, of which it is a restart."""
    world = make_world(
        NO_FIXED_TIME,
        given_keys=[{"occurrence_key": "2026-11-21"}],
        **runs(
            run("s", at(23), at(23, 50), ANN),
            run("t", at(0, 5, day=21), at(1, day=21), ANN, occurrence_key="2026-11-21"),
        ),
    )
    assert answers.places(world) == {"s": "2026-11-21", "t": "2026-11-21"}


def test_a_place_is_fixed_once_it_is_final(answers: Answers) -> None:
    """As it is a session of the date, the date was held."""
    world = make_world(
        announced=[start(at(10), occurrence_key="2026-11-20")],
        given_keys=[{"occurrence_key": "2026-11-20"}],
        **runs(
            run(
                "s", at(23), at(23, 50), ANN,
                occurrence_key="2026-11-20", is_placement_final=True,
            )
        ),
    )  # fmt: skip
    assert answers.places(world) == {"s": "2026-11-20"}
    assert answers.statuses(world) == {"2026-11-20": "ended"}


def test_a_webinar_that_expired_before_it_was_read_has_days_in_utc(answers: Answers) -> None:
    world = make_world(announced=[], **runs(run("s", at(10), at(11), ANN)))
    assert answers.places(world) == {"s": "2026-11-20"}
    assert answers.events(world)["2026-11-20"]["scheduled_at"] is None
