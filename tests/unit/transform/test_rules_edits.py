"""What was held stays as it is, whatever a host edits afterwards: time zone, type, recurrence.

Each sentence in the smallest world that shows it, with answers worked out by hand.
"""

from __future__ import annotations

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

EDITED, NEXT_DAY = at(12), at(4, day=21)
NEW_YORK = "America/New_York"
"""Five hours behind UTC in November."""
HELD = runs(run("s", at(10), at(11), ANN))


@pytest.mark.parametrize("edited", [EDITED, NEXT_DAY], ids=["to come", "past"])
def test_a_corrected_time_zone_moves_nothing_that_was_held(
    answers: Answers, edited: object
) -> None:
    """10:00 in UTC becomes 10:00 in New York, which is 15:00 in UTC."""
    world = make_world(
        announced=[
            start(at(10), dropped_at=edited),
            start(at(15), timezone=NEW_YORK, first_read_at=edited),
        ],
        registrants=[registration("R1", BOB)],
        **HELD,
    )
    assert set(answers.keys(world).values()) == {"2026-11-20"}
    assert answers.events(world)["2026-11-20"]["scheduled_at"] == at(10)
    assert answers.states(world) == {
        ("2026-11-20", ANN): "attended",
        ("2026-11-20", BOB): "no_show",
    }


def test_a_time_zone_corrected_in_vain_moves_nothing(answers: Answers) -> None:
    world = make_world(
        announced=[
            start(at(10), dropped_at=EDITED),
            start(at(15), timezone=NEW_YORK, first_read_at=EDITED, dropped_at=at(13)),
            start(at(9), timezone="Europe/Berlin", first_read_at=at(13)),
        ],
        **HELD,
    )
    assert set(answers.keys(world).values()) == {"2026-11-20"}


def test_the_zone_of_a_webinar_that_was_not_held_is_corrected_at_once(answers: Answers) -> None:
    """Nobody has to wait until it is known that the start before the edit was not held."""
    world = make_world(
        as_of=at(13),
        announced=[
            start(at(10), dropped_at=EDITED),
            start(at(15), timezone=NEW_YORK, first_read_at=EDITED),
        ],
    )
    assert answers.events(world)["2026-11-20"]["scheduled_at"] == at(15)


def test_another_day_in_another_zone_is_another_occurrence(answers: Answers) -> None:
    world = make_world(
        announced=[
            start(at(10), dropped_at=EDITED),
            start(at(15, day=21), timezone=NEW_YORK, first_read_at=EDITED),
        ],
        **HELD,
    )
    assert answers.keys(world)["", EDITED] == "2026-11-21"


@pytest.mark.parametrize("new_ids", [("101", "102"), ("201", "202")])
def test_a_corrected_zone_of_a_series_keeps_each_date(
    answers: Answers, new_ids: tuple[str, str]
) -> None:
    """Under their ids, or under new ones, of the date that was held and of the one to come."""
    world = make_world(
        RECURRING,
        as_of=at(0, day=23),
        announced=[
            date("101", at(10), dropped_at=NEXT_DAY),
            date("102", at(10, day=27), dropped_at=NEXT_DAY),
            date(new_ids[0], at(15), timezone=NEW_YORK, first_read_at=NEXT_DAY),
            date(new_ids[1], at(15, day=27), timezone=NEW_YORK, first_read_at=NEXT_DAY),
        ],
        **HELD,
    )
    assert answers.statuses(world) == {"101": "ended", "102": "scheduled"}
    assert answers.events(world)["102"]["scheduled_at"] == at(15, day=27)


def test_a_webinar_made_a_series_in_another_zone_keeps_what_was_held(answers: Answers) -> None:
    world = make_world(
        RECURRING,
        announced=[
            start(at(10), dropped_at=NEXT_DAY),
            date("101", at(15), timezone=NEW_YORK, first_read_at=NEXT_DAY),
            date("102", at(15, day=27), timezone=NEW_YORK, first_read_at=NEXT_DAY),
        ],
        as_of=at(0, day=23),
        **HELD,
    )
    assert answers.statuses(world) == {"2026-11-20": "ended", "102": "scheduled"}


def test_a_past_date_that_dropped_off_the_list_and_comes_back_under_another_id_is_the_same(
    answers: Answers,
) -> None:
    """Its recurrence was edited after it was held and no longer listed."""
    world = make_world(
        RECURRING,
        announced=[
            date("101", at(10), dropped_at=EDITED),
            date("102", at(10, day=27)),
            date("201", at(10), first_read_at=NEXT_DAY),
        ],
        as_of=at(0, day=23),
        **HELD,
    )
    assert answers.statuses(world) == {"101": "ended", "102": "scheduled"}
