"""Identity of the dates of a series, and what a change of a webinar's type leaves as it is.

Each sentence in the smallest world that shows it, with answers worked out by hand.
"""

from __future__ import annotations

from tests.unit.transform.naive import NO_FIXED_TIME, RECURRING
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

READ, EDITED = at(0, day=19), at(12)
"""When the webinar was read first, and when its edit was."""


def test_a_date_of_a_series_has_zooms_id_and_keeps_it_when_it_moves(answers: Answers) -> None:
    world = make_world(
        RECURRING,
        announced=[
            date("101", at(20), dropped_at=EDITED),
            date("101", at(22), first_read_at=EDITED),
        ],
    )
    assert answers.keys(world) == {("101", READ): "101", ("101", EDITED): "101"}
    assert answers.events(world)["101"]["scheduled_at"] == at(22)


def test_a_held_date_that_is_listed_with_another_start_is_a_new_occurrence(
    answers: Answers,
) -> None:
    """Its key is made as for a single webinar. Who was registered is registered for both."""
    world = make_world(
        RECURRING,
        as_of=at(0, day=24),
        webinar=[{"registration_type": 2}],
        announced=[
            date("101", at(10), dropped_at=EDITED),
            date("101", at(10, day=27), first_read_at=EDITED),
        ],
        registrants=[
            registration("R1", ANN, occurrence_id="101"),
            registration("R2", BOB, occurrence_id="101", created_at=at(18), listed_at=at(18)),
        ],
        **runs(run("s", at(10), at(11), ANN)),
    )
    assert answers.keys(world)["101", EDITED] == "2026-11-27"
    assert answers.states(world) == {
        ("101", ANN): "attended",
        ("2026-11-27", ANN): "registered",
        ("2026-11-27", BOB): "registered",
    }


def test_a_date_that_comes_under_another_id_at_its_minute_is_the_same(answers: Answers) -> None:
    world = make_world(
        RECURRING,
        announced=[
            date("101", at(20), dropped_at=EDITED),
            date("102", at(20), first_read_at=EDITED),
        ],
    )
    assert answers.keys(world) == {("101", READ): "101", ("102", EDITED): "101"}
    assert list(answers.events(world)) == ["101"]


def test_one_date_gone_and_another_new_is_no_move(answers: Answers) -> None:
    """Who registered for the date that is gone is registered for no other (case b12)."""
    world = make_world(
        RECURRING,
        as_of=at(13),
        webinar=[{"registration_type": 2}],
        announced=[
            date("101", at(20), dropped_at=EDITED),
            date("102", at(22), first_read_at=EDITED),
        ],
        registrants=[registration("R1", ANN, occurrence_id="101")],
    )
    assert answers.statuses(world) == {"101": "cancelled", "102": "scheduled"}
    assert answers.states(world) == {("101", ANN): "registered"}


def test_a_past_date_that_drops_off_the_list_changes_nothing(answers: Answers) -> None:
    """Nor for a session that begins late in its time."""
    world = make_world(
        RECURRING,
        announced=[
            date("101", at(10), dropped_at=at(10, 20)),
            start(None, type=RECURRING, first_read_at=at(10, 20)),
        ],
        **runs(run("s", at(10, 30), at(11), ANN)),
    )
    assert answers.places(world) == {"s": "101"}
    assert answers.statuses(world) == {"101": "ended"}


def test_a_deleted_date_takes_no_session_after_its_deletion_was_read(answers: Answers) -> None:
    """An hour before the date that is gone: nobody was invited to it."""
    world = make_world(
        RECURRING,
        announced=[
            date("101", at(14), dropped_at=EDITED),
            start(None, type=RECURRING, first_read_at=EDITED),
        ],
        registrants=[registration("R1", BOB)],
        **runs(run("s", at(13), at(14), ANN)),
    )
    assert answers.places(world) == {"s": "2026-11-20"}
    assert answers.statuses(world) == {"101": "cancelled", "2026-11-20": "ended"}
    assert answers.states(world) == {
        ("101", BOB): "registered",
        ("2026-11-20", ANN): "attended",
    }


# A type that changes.


def test_a_single_webinar_made_a_series_keeps_what_was_held(answers: Answers) -> None:
    """Its past date in the list is the one that it was (case b11)."""
    world = make_world(
        RECURRING,
        as_of=at(0, day=24),
        announced=[
            start(at(10), dropped_at=EDITED),
            date("101", at(10), first_read_at=EDITED),
            date("102", at(10, day=27), first_read_at=EDITED),
        ],
        **runs(run("s", at(10), at(11), ANN)),
    )
    assert answers.keys(world) == {
        ("", READ): "2026-11-20",
        ("101", EDITED): "2026-11-20",
        ("102", EDITED): "102",
    }
    assert answers.statuses(world) == {"2026-11-20": "ended", "102": "scheduled"}


def test_what_is_left_over_to_come_by_a_change_of_type_was_deleted(answers: Answers) -> None:
    world = make_world(
        as_of=at(13),
        announced=[
            date("101", at(18), dropped_at=EDITED),
            date("102", at(20), dropped_at=EDITED),
            start(at(20), first_read_at=EDITED),
        ],
    )
    assert answers.keys(world)["", EDITED] == "102"
    assert answers.statuses(world) == {"101": "cancelled", "102": "scheduled"}


def test_a_single_webinar_made_one_with_no_fixed_time_keeps_what_was_held(
    answers: Answers,
) -> None:
    world = make_world(
        NO_FIXED_TIME,
        announced=[
            start(at(10), dropped_at=EDITED),
            start(None, type=NO_FIXED_TIME, first_read_at=EDITED),
        ],
        **runs(run("s", at(10), at(11), ANN), run("t", at(15), at(16), BOB)),
    )
    assert answers.places(world) == {"s": "2026-11-20", "t": "2026-11-20-2"}
    assert answers.statuses(world) == {"2026-11-20": "ended", "2026-11-20-2": "ended"}
