"""Where a session belongs: in the time of a date, near one, a rehearsal of one, or to none.

Each sentence in the smallest world that shows it, with answers worked out by hand.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.unit.transform.naive import RECURRING
from tests.unit.transform.small_worlds import (
    ANN,
    BOB,
    Answers,
    at,
    date,
    make_world,
    registration,
    run,
    runs,
    start,
)

HOST = "host@corp.com"
SIX = [f"p{number}@crowd.org" for number in range(6)]
KEY = "2026-11-20"


def crowd(number: int, **different: object) -> list[dict[str, object]]:
    """Registrations of many people."""
    return [registration(f"C{n}", f"c{n}@crowd.org", **different) for n in range(number)]


def test_a_session_within_the_time_of_a_date_is_of_it(answers: Answers) -> None:
    """Two dates on a day: a restart late in the morning is the morning's (case b04)."""
    world = make_world(
        RECURRING,
        announced=[date("101", at(10), duration_minutes=180), date("102", at(15))],
        **runs(
            run("s", at(10), at(12, 35), ANN),
            run("t", at(12, 40), at(13), ANN),
            run("u", at(15), at(16), BOB),
        ),
    )
    assert answers.places(world) == {"s": "101", "t": "101", "u": "102"}


@pytest.mark.parametrize(
    ("begin", "key"),
    [(at(13, 20), "101"), (at(13, 30), "101"), (at(13, 40), "102")],
    ids=["nearer to the end", "a tie: the earlier date", "nearer to the start"],
)
def test_a_session_between_two_dates_is_of_the_nearer(
    answers: Answers, begin: datetime, key: str
) -> None:
    """The morning's last session ended at 13:00; the afternoon begins at 14:00."""
    world = make_world(
        RECURRING,
        announced=[date("101", at(10), duration_minutes=180), date("102", at(14))],
        **runs(run("s", at(10), at(13), ANN), run("t", begin, at(14), BOB)),
    )
    assert answers.places(world)["t"] == key


@pytest.mark.parametrize(("begin", "key"), [(at(22), "101"), (at(22, 1), KEY)])
def test_a_start_within_12_hours_is_near(answers: Answers, begin: datetime, key: str) -> None:
    world = make_world(
        RECURRING,
        announced=[date("101", at(10))],
        **runs(run("s", begin, begin + timedelta(hours=1), ANN)),
    )
    assert answers.places(world) == {"s": key}


@pytest.mark.parametrize(
    ("kind", "begin", "place"),
    [
        (5, at(10, day=6), "date"),
        (5, at(9, day=6), "unscheduled"),
        (9, at(10, day=17), "date"),
        (9, at(9, day=17), "unscheduled"),
    ],
    ids=["14 days", "more", "3 days of a series", "more of a series"],
)
def test_a_short_session_of_a_few_before_a_date_is_its_rehearsal(
    answers: Answers, kind: int, begin: datetime, place: str
) -> None:
    long_before = at(0, day=1)
    row = start(at(10), first_read_at=long_before)
    if kind == RECURRING:
        row = date("101", at(10), first_read_at=long_before)
    world = make_world(
        kind, announced=[row], **runs(run("s", begin, begin + timedelta(minutes=20), ANN, BOB))
    )
    date_key = "101" if kind == RECURRING else KEY
    unscheduled = begin.date().isoformat()
    assert answers.places(world) == {"s": date_key if place == "date" else unscheduled}
    assert answers.practices(world) == ({"s"} if place == "date" else set())


@pytest.mark.parametrize(
    ("minutes", "people", "registered", "place"),
    [
        (29, SIX[:5], 0, KEY),
        (30, SIX[:5], 0, "2026-11-18"),
        (29, SIX, 0, "2026-11-18"),
        (29, SIX, 59, "2026-11-18"),
        (29, SIX, 60, KEY),
        (29, [*SIX[:5], HOST], 0, KEY),
        (29, [*SIX[:3], None, None, None], 0, "2026-11-18"),
    ],
    ids=[
        "five", "half the planned hour", "six", "more than a tenth", "a tenth", "beside staff",
        "anonymous people are people",
    ],
)  # fmt: skip
def test_a_rehearsal_is_short_and_of_a_few(
    answers: Answers, minutes: int, people: list[str], registered: int, place: str
) -> None:
    begin = at(10, day=18)
    world = make_world(
        announced=[start(at(10), first_read_at=at(0, day=1))],
        registrants=crowd(registered, created_at=at(0, day=17)),
        **runs(run("s", begin, begin + timedelta(minutes=minutes), *people)),
    )
    assert answers.places(world) == {"s": place}


def test_nobody_is_a_no_show_after_a_rehearsal(answers: Answers) -> None:
    """Two days before, with one who had registered (case b02)."""
    begin = at(15, day=18)
    world = make_world(
        as_of=at(16, day=19),
        announced=[start(at(10), first_read_at=at(0, day=1))],
        registrants=[
            registration("R1", ANN, created_at=at(0, day=17)),
            registration("R2", BOB, created_at=at(0, day=17)),
        ],
        **runs(run("s", begin, begin + timedelta(minutes=5), BOB)),
    )
    assert answers.statuses(world) == {KEY: "scheduled"}
    assert answers.states(world) == {(KEY, ANN): "registered", (KEY, BOB): "registered"}
    assert set(answers.codes(world).values()) == {"synced", "practice_session"}


def test_a_date_whose_only_session_was_a_rehearsal_was_not_held(answers: Answers) -> None:
    world = make_world(
        registrants=[registration("R1", ANN)], **runs(run("s", at(8), at(8, 20), ANN))
    )
    assert answers.statuses(world) == {KEY: "not_held"}
    assert answers.states(world) == {(KEY, ANN): "registered"}


def test_the_dates_are_those_announced_when_the_session_began(answers: Answers) -> None:
    """It had been today at 20:00, and tomorrow, before it was moved by five days."""
    world = make_world(
        announced=[
            start(at(20), dropped_at=at(12)),
            start(at(10, day=21), first_read_at=at(12), dropped_at=at(19)),
            start(at(10, day=25), first_read_at=at(19)),
        ],
        **runs(run("s", at(20, 10), at(21), ANN)),
    )
    assert answers.places(world) == {"s": "2026-11-20-2"}
    assert answers.statuses(world) == {KEY: "not_held", "2026-11-20-2": "ended"}


def test_before_the_first_reading_the_dates_are_those_that_it_told(answers: Answers) -> None:
    world = make_world(
        announced=[start(at(10), first_read_at=at(12))], **runs(run("s", at(10), at(11), ANN))
    )
    assert answers.places(world) == {"s": KEY}
    assert answers.statuses(world) == {KEY: "ended"}


def test_to_an_unscheduled_session_nobody_was_invited(answers: Answers) -> None:
    """Who came has a participation without a registration; nobody is a no-show."""
    world = make_world(
        announced=[start(at(10, day=28))],
        registrants=[registration("R1", ANN), registration("R2", BOB)],
        **runs(run("s", at(10), at(11), ANN, *SIX)),
    )
    answered = answers.took_part(world)
    assert answered[KEY, ANN]["state"] == "attended"
    assert answered[KEY, ANN]["registered_at"] is None
    assert (KEY, BOB) not in answered
    assert answered["2026-11-28", BOB]["state"] == "registered"


@pytest.mark.parametrize(
    ("begin", "end", "key"),
    [
        (at(15), at(16), "102"),
        (at(15, 59), at(16, 30), "102"),
        (at(14, 55), at(16), "102"),
        (at(13), at(13, 20), "101"),
        (at(16), at(16, 30), "102"),
    ],
    ids=["in its time", "at its end", "begun before it", "over before it", "after it"],
)
def test_a_date_that_only_the_next_reading_tells_takes_what_was_not_over_before_it(
    answers: Answers, begin: datetime, end: datetime, key: str
) -> None:
    """The host added it the same day; else the date that was known is near enough."""
    world = make_world(
        RECURRING,
        announced=[date("101", at(10)), date("102", at(15), first_read_at=at(4, day=21))],
        **runs(run("s", at(10), at(11), ANN), run("t", begin, end, BOB)),
    )
    assert answers.places(world)["t"] == key


@pytest.mark.parametrize(("begin", "key"), [(at(10, 59), "101"), (at(11, 1), "102")])
@pytest.mark.parametrize("read_at", [at(0, day=19), at(4, day=21)], ids=["before", "afterwards"])
def test_of_two_dates_back_to_back_a_session_is_of_the_one_in_whose_time_it_began(
    answers: Answers, begin: datetime, key: str, read_at: datetime
) -> None:
    """Whenever the second was read: known before, or added the same day and read by night."""
    world = make_world(
        RECURRING,
        announced=[date("101", at(10)), date("102", at(11), first_read_at=read_at)],
        **runs(run("s", at(10), at(10, 50), ANN), run("t", begin, at(12), BOB)),
    )
    assert answers.places(world) == {"s": "101", "t": key}


def test_a_single_webinar_held_twice_between_two_readings_is_two_occurrences(
    answers: Answers,
) -> None:
    read_at = at(4, day=21)
    world = make_world(
        announced=[start(at(10), dropped_at=read_at), start(at(15), first_read_at=read_at)],
        **runs(run("s", at(10), at(11), ANN), run("t", at(14, 55), at(16), BOB)),
    )
    assert answers.places(world) == {"s": KEY, "t": f"{KEY}-2"}
    assert answers.events(world)[f"{KEY}-2"]["scheduled_at"] == at(15)


def test_a_webinar_put_off_and_held_between_two_readings_is_one_occurrence(
    answers: Answers,
) -> None:
    read_at = at(4, day=21)
    world = make_world(
        announced=[start(at(10), dropped_at=read_at), start(at(15), first_read_at=read_at)],
        registrants=[registration("R1", BOB)],
        **runs(run("t", at(14, 55), at(16), ANN)),
    )
    assert answers.places(world) == {"t": KEY}
    assert answers.statuses(world) == {KEY: "ended"}
    assert answers.states(world)[KEY, BOB] == "no_show"
