"""Which sessions were the webinar, and which were practices: wash-ups, early ones, the staff's.

Each sentence in the smallest world that shows it, with answers worked out by hand.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.unit.transform.naive import NO_FIXED_TIME
from tests.unit.transform.small_worlds import (
    ANN,
    BOB,
    Answers,
    at,
    connection,
    make_world,
    registration,
    run,
    runs,
    session,
    staff,
    start,
)

HOST = "host@corp.com"
SIX = [f"p{number}@crowd.org" for number in range(6)]
KEY = "2026-11-20"


def crowd(number: int, **different: object) -> list[dict[str, object]]:
    """Registrations of many people."""
    return [registration(f"C{n}", f"c{n}@crowd.org", **different) for n in range(number)]


def test_a_wash_up_of_the_staff_does_not_count(answers: Answers) -> None:
    """Ann stayed to the end (case b03)."""
    world = make_world(
        **runs(run("s", at(10), at(11), ANN, HOST), run("t", at(11, 5), at(11, 35), HOST))
    )
    assert answers.practices(world) == {"t"}
    assert str(answers.took_part(world)[KEY, ANN]["attendance_percent"]) == "100.00"
    assert answers.events(world)[KEY]["ended_at"] == at(11)


def test_a_session_of_the_staff_at_the_scheduled_time_was_held(answers: Answers) -> None:
    """Then everybody who registered is a no-show."""
    world = make_world(
        registrants=[registration("R1", ANN)], **runs(run("s", at(10), at(10, 30), HOST))
    )
    assert answers.statuses(world) == {KEY: "ended"}
    assert answers.states(world) == {(KEY, ANN): "no_show"}


def test_a_session_of_the_staff_beside_one_with_an_attendee_is_a_practice(
    answers: Answers,
) -> None:
    world = make_world(
        **runs(run("s", at(10), at(10, 20), HOST), run("t", at(10, 30), at(11), ANN))
    )
    assert answers.practices(world) == {"s"}


def test_a_session_before_the_start_is_a_practice_beside_the_webinar(answers: Answers) -> None:
    """With a registered colleague, and as many in the webinar."""
    world = make_world(
        **runs(run("s", at(9, 30), at(9, 50), ANN), run("t", at(10), at(10, 20), BOB))
    )
    assert answers.practices(world) == {"s"}


def test_a_webinar_begun_early_and_broken_off_counts_as_a_part_of_it(answers: Answers) -> None:
    """From 9:40 to 9:55 with three, then a short one with one: no practice, as more were there."""
    world = make_world(
        **runs(run("s", at(9, 40), at(9, 55), ANN, *SIX[:2]), run("t", at(10), at(10, 20), BOB))
    )
    assert answers.practices(world) == set()


def test_beside_a_webinar_of_half_the_planned_time_a_fuller_session_was_a_practice(
    answers: Answers,
) -> None:
    world = make_world(
        **runs(run("s", at(9, 40), at(9, 55), ANN, *SIX[:2]), run("t", at(10), at(10, 30), BOB))
    )
    assert answers.practices(world) == {"s"}


@pytest.mark.parametrize(
    ("as_of", "is_practice"), [(at(10, 59, day=21), True), (at(11, day=21), False)]
)
def test_until_a_day_after_the_end_what_ended_before_the_start_is_a_practice(
    answers: Answers, as_of: datetime, is_practice: bool
) -> None:
    """From 9:00 to 9:40, longer than half the planned hour: then it was the webinar."""
    world = make_world(as_of=as_of, **runs(run("s", at(9), at(9, 40), ANN)))
    assert answers.practices(world) == ({"s"} if is_practice else set())
    assert answers.statuses(world) == {KEY: "scheduled" if is_practice else "ended"}


@pytest.mark.parametrize(
    ("people", "registered", "is_held"),
    [(SIX[:2], 0, False), (SIX[:3], 30, True), (SIX[:3], 31, False)],
    ids=["two", "three of 30", "three of 31"],
)
def test_a_short_one_before_the_start_was_the_webinar_only_if_many_came(
    answers: Answers, people: list[str], registered: int, is_held: bool
) -> None:
    """At least three, and a tenth of those registered by then."""
    world = make_world(registrants=crowd(registered), **runs(run("s", at(9), at(9, 20), *people)))
    assert answers.statuses(world) == {KEY: "ended" if is_held else "not_held"}


def test_what_began_more_than_12_hours_before_the_start_is_a_practice(answers: Answers) -> None:
    """Long, with everybody; it is of the date as it restarts a rehearsal of it."""
    begin = at(21, day=19)
    world = make_world(
        announced=[start(at(10), first_read_at=at(0, day=1))],
        **runs(
            run("s", begin, begin + timedelta(minutes=20), ANN),
            run("t", begin + timedelta(minutes=30), begin + timedelta(hours=2), ANN, *SIX),
        ),
    )
    assert answers.places(world) == {"s": KEY, "t": KEY}
    assert answers.practices(world) == {"s", "t"}
    assert answers.statuses(world) == {KEY: "not_held"}


def test_the_staff_alone_in_a_webinar_without_a_date_is_a_practice(answers: Answers) -> None:
    world = make_world(NO_FIXED_TIME, **runs(run("s", at(10), at(11), HOST)))
    assert answers.practices(world) == {"s"}
    assert answers.statuses(world) == {}


def test_a_report_that_was_not_read_is_no_practice(answers: Answers) -> None:
    """Nor can anybody be a no-show of it."""
    unread = session(state="due", settled_at=None)
    world = make_world(sessions=[unread], registrants=[registration("R1", ANN)])
    assert answers.practices(world) == set()
    assert answers.events(world)[KEY]["settled_at"] is None
    assert answers.states(world) == {(KEY, ANN): "registered"}


def test_a_rehearsal_need_not_be_settled(answers: Answers) -> None:
    """By its time it is none of the webinar; one beside the webinar must be."""
    rehearsal = run("s", at(9), at(9, 20), ANN, state="landed", settled_at=None)
    webinar = run("t", at(10), at(11), ANN)
    world = make_world(registrants=[registration("R1", BOB)], **runs(rehearsal, webinar))
    assert answers.states(world)[KEY, BOB] == "no_show"
    restart = run("u", at(10, 40), at(10, 50), HOST, state="landed", settled_at=None)
    world = make_world(registrants=[registration("R1", BOB)], **runs(webinar, restart))
    assert answers.practices(world) == {"u"}
    assert answers.states(world)[KEY, BOB] == "registered"


def test_in_session_for_0_seconds_makes_no_attendee(answers: Answers) -> None:
    """Before the start, with somebody in the waiting room: only the staff was in it."""
    world = make_world(
        sessions=[session(started_at=at(11, 5), ended_at=at(11, 30))],
        connections=[
            connection(HOST, at(11, 5), at(11, 30)),
            connection(ANN, at(11, 10), at(11, 20), user_id="v", is_waiting_room=True),
        ],
        staff=[staff(HOST, "HOST")],
    )
    assert answers.practices(world) == {"s"}


def test_what_a_webhook_called_a_practice_was_one_whoever_was_in_it(answers: Answers) -> None:
    """Those who were in it are not known to be panelists any more."""
    world = make_world(
        registrants=[registration("R1", ANN)],
        **runs(
            run(
                "s", at(9), at(9, 50), BOB, is_practice_by_event=True, state="due", settled_at=None
            ),
            run("t", at(10), at(11), ANN),
        ),
    )
    assert answers.practices(world) == {"s"}
    assert answers.states(world) == {(KEY, ANN): "attended"}
    event = answers.events(world)[KEY]
    assert (event["started_at"], event["settled_at"]) == (at(10), at(11))


def test_a_practice_at_the_scheduled_time_is_not_the_webinar(answers: Answers) -> None:
    """Else everybody who registered would be a no-show of it."""
    world = make_world(
        registrants=[registration("R1", ANN)],
        **runs(run("s", at(10), at(10, 30), HOST, is_practice_by_event=True)),
    )
    assert answers.statuses(world) == {KEY: "not_held"}
    assert answers.states(world) == {(KEY, ANN): "registered"}


def test_what_was_decided_of_a_frozen_session_stays(answers: Answers) -> None:
    """Who was in it is no longer known: the rehearsal stays one, and the webinar was held."""
    world = make_world(
        registrants=[registration("R1", ANN)],
        **runs(
            run("s", at(9), at(9, 50), was_practice=True),
            run("t", at(9, 55), at(10), was_practice=False),
        ),
    )
    assert answers.practices(world) == {"s"}
    event = answers.events(world)[KEY]
    assert (event["status"], event["started_at"]) == ("ended", at(9, 55))
