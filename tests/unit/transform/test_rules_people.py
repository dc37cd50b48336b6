"""Who was on staff when, and registrations: for which dates they are, and which came too late.

Each sentence in the smallest world that shows it, with answers worked out by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.transform.naive import NO_FIXED_TIME, RECURRING, Row
from tests.unit.transform.small_worlds import (
    ANN,
    BOB,
    Answers,
    at,
    connection,
    date,
    make_world,
    registration,
    run,
    runs,
    staff,
    start,
)

if TYPE_CHECKING:
    from datetime import datetime

PAT, NEW = "pat@example.com", "ann@new.example"
KEY = "2026-11-20"
TWO_DATES: list[Row] = [date("101", at(10)), date("102", at(10, day=25))]


def spoke(**different: Any) -> list[Row]:
    return [staff(PAT, "P1", **different)]


@pytest.mark.parametrize(
    ("listed", "is_staff"),
    [
        ({}, True),
        ({"dropped_at": at(11)}, True),
        ({"dropped_at": at(9)}, False),
        ({"first_read_at": at(10, 30), "previous_read_at": at(9)}, True),
        ({"first_read_at": at(12)}, True),
        ({"first_read_at": at(12), "previous_read_at": at(9)}, True),
        ({"first_read_at": at(12), "previous_read_at": at(11, 30)}, False),
        ({"first_read_at": at(10, 10), "previous_read_at": at(9), "dropped_at": at(10, 20)}, True),
    ],
    ids=[
        "listed", "taken off the list after it", "taken off before it", "added during it",
        "in the first reading of all", "added in the first after it", "added later",
        "added and taken off during it",
    ],
)  # fmt: skip
def test_on_staff_is_who_was_listed_before_during_or_right_after_a_session(
    answers: Answers, listed: Row, is_staff: bool
) -> None:
    world = make_world(staff=spoke(**listed), **runs(run("s", at(10), at(11), ANN, PAT)))
    assert ((KEY, PAT) in answers.took_part(world)) is not is_staff


def test_a_panelist_who_is_taken_off_the_list_stays_one_of_what_was(answers: Answers) -> None:
    """She spoke on the first date, and came to the second as a guest (case b01)."""
    world = make_world(
        RECURRING,
        announced=TWO_DATES,
        staff=spoke(dropped_at=at(0, day=22)),
        registrants=[registration("R1", PAT)],
        **runs(
            run("s", at(10), at(11), ANN, PAT),
            run("t", at(10, day=25), at(11, day=25), PAT),
        ),
    )
    assert answers.codes(world)["registration", "R1"] == "synced"
    assert {key: state for key, state in answers.states(world).items() if key[1] == PAT} == {
        ("102", PAT): "attended"
    }


def test_a_registration_of_staff_on_all_its_dates_is_no_attendees(answers: Answers) -> None:
    world = make_world(
        RECURRING, announced=TWO_DATES, staff=spoke(), registrants=[registration("R1", PAT)]
    )
    assert answers.codes(world) == {("registration", "R1"): "not_an_attendee"}
    assert answers.took_part(world) == {}


def test_for_a_date_to_come_the_staff_is_who_is_listed_now(answers: Answers) -> None:
    world = make_world(
        as_of=at(9), staff=spoke(dropped_at=at(8)), registrants=[registration("R1", PAT)]
    )
    assert answers.states(world) == {(KEY, PAT): "registered"}


def test_staff_is_known_by_a_zoom_id(answers: Answers) -> None:
    world = make_world(
        staff=[staff(None, "ALT")],
        sessions=[run("s", at(10), at(11))[0]],
        connections=[connection(ANN, at(10), at(11), participant_user_id="ALT")],
    )
    assert set(answers.codes(world).values()) == {"not_an_attendee"}


RENAMED_AT = at(4, day=22)
RENAMED = [
    {"account_id": "acc-1", "user_id": "ALT", "email": ANN, "since": None, "until": RENAMED_AT},
    {"account_id": "acc-1", "user_id": "ALT", "email": NEW, "since": RENAMED_AT, "until": None},
]
"""A colleague whose address in Zoom was changed."""


def test_who_joined_signed_in_stays_who_that_was_then(answers: Answers) -> None:
    sessions = [
        run("s", at(10), at(11))[0],
        run("t", at(10, day=25), at(11, day=25))[0],
    ]
    world = make_world(
        RECURRING,
        announced=TWO_DATES,
        users=RENAMED,
        sessions=sessions,
        connections=[
            connection(
                None, row["started_at"], row["ended_at"],
                session_uuid=row["session_uuid"], participant_user_id="ALT",
            )
            for row in sessions
        ],
    )  # fmt: skip
    assert answers.states(world) == {("101", ANN): "attended", ("102", NEW): "attended"}


@pytest.mark.parametrize("address", [ANN, NEW])
def test_staff_by_a_users_id_is_so_by_each_address_that_the_user_had(
    answers: Answers, address: str
) -> None:
    world = make_world(
        users=RENAMED,
        staff=[staff(None, "ALT")],
        registrants=[registration("R1", address)],
        **runs(run("s", at(10), at(11), address, BOB)),
    )
    assert list(answers.states(world)) == [(KEY, BOB)]


def test_staff_of_a_session_is_staff_of_its_occurrence(answers: Answers) -> None:
    """She was added after the break, and spoke before it as well."""
    world = make_world(
        staff=spoke(first_read_at=at(10, 35), previous_read_at=at(10, 32)),
        **runs(run("s", at(10), at(10, 31), PAT, ANN), run("t", at(10, 40), at(11), PAT, ANN)),
    )
    assert (KEY, PAT) not in answers.took_part(world)


# Registrations of a series.


def test_once_for_all_is_for_each_date_that_ends_after_it_was_made(answers: Answers) -> None:
    world = make_world(
        RECURRING,
        as_of=at(0, day=24),
        announced=TWO_DATES,
        registrants=[registration("R1", ANN), registration("R2", BOB, created_at=at(10, 59))],
    )
    assert set(answers.took_part(world)) == {
        ("101", ANN), ("102", ANN), ("101", BOB), ("102", BOB)
    }  # fmt: skip
    world["registrants"][1]["created_at"] = at(11)
    assert set(answers.took_part(world)) == {("101", ANN), ("102", ANN), ("102", BOB)}


def test_each_date_is_for_those_who_chose_it(answers: Answers) -> None:
    """A registration for two dates is one outcome."""
    world = make_world(
        RECURRING,
        webinar=[{"registration_type": 3}],
        announced=[*TWO_DATES, date("103", at(10, day=27))],
        registrants=[
            registration("R1", ANN, occurrence_id="101"),
            registration("R1", ANN, occurrence_id="103"),
        ],
    )
    assert set(answers.took_part(world)) == {("101", ANN), ("103", ANN)}
    assert answers.codes(world) == {("registration", "R1"): "synced"}


def test_without_a_fixed_time_it_is_for_what_ends_after_it_was_made(answers: Answers) -> None:
    world = make_world(
        NO_FIXED_TIME,
        registrants=[registration("R1", BOB, created_at=at(12))],
        **runs(run("s", at(10), at(11), ANN), run("t", at(10, day=22), at(11, day=22), ANN)),
    )
    assert {key for key in answers.took_part(world) if key[1] == BOB} == {("2026-11-22", BOB)}


# Late.


@pytest.mark.parametrize(
    ("created_at", "state"),
    [(at(10, 59), "no_show"), (at(11), "registered_late"), (at(8, day=22), "registered_late")],
)
def test_who_registers_after_the_end_is_no_no_show(
    answers: Answers, created_at: datetime, state: str
) -> None:
    """(Case b10.) The event counts late ones apart."""
    world = make_world(
        registrants=[registration("R1", BOB, created_at=created_at)],
        **runs(run("s", at(10), at(11), ANN)),
    )
    assert answers.states(world)[KEY, BOB] == state
    event = answers.events(world)[KEY]
    is_late = state == "registered_late"
    assert (event["registrations"], event["late_registrations"], event["no_shows"]) == (
        1, int(is_late), int(not is_late)
    )  # fmt: skip


def test_late_is_said_of_a_settled_occurrence_only(answers: Answers) -> None:
    world = make_world(
        registrants=[registration("R1", BOB, created_at=at(12))],
        **runs(run("s", at(10), at(11), ANN, state="landed", settled_at=None)),
    )
    assert answers.states(world)[KEY, BOB] == "registered"


def test_who_registers_after_the_last_date_belongs_to_the_last_that_was_held(
    answers: Answers,
) -> None:
    """The first was held, the second was not."""
    world = make_world(
        RECURRING,
        announced=[date("101", at(10)), date("102", at(14))],
        registrants=[registration("R1", BOB, created_at=at(18))],
        **runs(run("s", at(10), at(11), ANN)),
    )
    assert answers.statuses(world) == {"101": "ended", "102": "not_held"}
    assert answers.states(world)["101", BOB] == "registered_late"
    assert ("102", BOB) not in answers.states(world)


def test_once_a_later_date_is_announced_it_is_for_that_instead(answers: Answers) -> None:
    world = make_world(
        announced=[
            start(at(10), dropped_at=at(0, day=22)),
            start(at(10, day=28), first_read_at=at(0, day=22)),
        ],
        registrants=[registration("R1", BOB, created_at=at(18))],
        **runs(run("s", at(10), at(11), ANN)),
    )
    assert {key: state for key, state in answers.states(world).items() if key[1] == BOB} == {
        ("2026-11-28", BOB): "registered"
    }


def test_who_registers_after_what_was_not_held_takes_part_in_nothing(answers: Answers) -> None:
    world = make_world(registrants=[registration("R1", BOB, created_at=at(18))])
    assert answers.states(world) == {}
    assert answers.codes(world) == {("registration", "R1"): "synced"}


def test_a_late_registration_of_somebody_who_did_not_come_leaves_a_no_show(
    answers: Answers,
) -> None:
    """They had registered for it, and register once more afterwards."""
    world = make_world(
        registrants=[registration("R1", BOB), registration("R2", BOB, created_at=at(18))],
        **runs(run("s", at(10), at(11), ANN)),
    )
    assert answers.states(world)[KEY, BOB] == "no_show"


def test_nobody_is_a_no_show_before_the_scheduled_end(answers: Answers) -> None:
    """Ended after a quarter of an hour, and settled an hour later, of three planned."""
    world = make_world(
        as_of=at(12, 59),
        announced=[start(at(10), duration_minutes=180)],
        registrants=[registration("R1", BOB), registration("R2", ANN, created_at=at(10, 20))],
        **runs(run("s", at(10), at(10, 15), "cy@eu.example.com", settled_at=at(11, 15))),
    )
    states = answers.states(world)
    assert (states[KEY, BOB], states[KEY, ANN]) == ("registered", "registered")


def test_a_cancelled_registration_is_neither_late_nor_a_no_show(answers: Answers) -> None:
    gone = {"is_listed": False, "last_approved_at": at(9), "cancelled_at": at(9, 30)}
    world = make_world(
        registrants=[registration("R1", BOB, **gone)], **runs(run("s", at(10), at(11), ANN))
    )
    assert answers.states(world)[KEY, BOB] == "cancelled"


def test_a_webinar_that_is_gone_before_its_date_is_cancelled(answers: Answers) -> None:
    """Its registrations stay as they were."""
    world = make_world(webinar=[{"gone_at": at(9)}], registrants=[registration("R1", ANN)])
    assert answers.statuses(world) == {KEY: "cancelled"}
    assert answers.states(world) == {(KEY, ANN): "registered"}


def test_a_webinar_that_is_not_complete_has_no_final_places(answers: Answers) -> None:
    world = make_world(webinar=[{"is_complete": False}], **runs(run("s", at(10), at(11), ANN)))
    rows = answers.table("sessions", world, None)
    assert rows["acc-1", "s"] == {
        "occurrence_key": KEY, "is_placement_final": False, "is_practice": False
    }  # fmt: skip


@pytest.mark.parametrize(("exclusion", "is_kept"), [("sync_off", True), ("zoom_events", False)])
def test_what_is_zoom_events_is_withdrawn_whatever_is_kept(
    answers: Answers, exclusion: str, is_kept: bool
) -> None:
    world = make_world(webinar=[{"exclusion": exclusion}], registrants=[registration("R1", ANN)])
    assert answers.codes(world)["registration", "R1"] == ("synced" if is_kept else "zoom_events")
    assert bool(answers.events(world)) is is_kept
