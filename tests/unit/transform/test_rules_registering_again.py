"""The rules, by small examples: who registers again under the same id, and whom a host approves.

Zoom keeps a registrant's id, and tells the new time of registration alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from datetime import datetime

HELD = runs(run("s", at(10), at(11), BOB))
TWO_DATES = [date("101", at(10)), date("102", at(10, day=27))]
FORMER = {
    "status": "denied",
    "is_listed": False,
    "last_approved_at": at(9),
    "cancelled_at": at(12),
}


def test_who_registers_again_before_the_webinar_is_registered(answers: Answers) -> None:
    world = make_world(
        registrants=[
            registration("R1", ANN, **FORMER | {"last_approved_at": at(8), "cancelled_at": at(9)}),
            registration("R1", ANN, created_at=at(9, 30)),
        ],
        **HELD,
    )
    assert answers.states(world)["2026-11-20", ANN] == "no_show"
    assert answers.took_part(world)["2026-11-20", ANN]["registered_at"] == at(9, 30)
    assert answers.codes(world)["registration", "R1"] == "synced"


@pytest.mark.parametrize(
    ("last_seen_at", "state"), [(at(9), "registered_late"), (at(11, 30), "no_show")]
)
def test_who_registers_again_after_the_end_was_registered_if_seen_so_after_it(
    answers: Answers, last_seen_at: datetime, state: str
) -> None:
    """Whether the first registration was cancelled before the end is known by readings alone."""
    world = make_world(
        registrants=[
            registration("R1", ANN, **FORMER | {"last_approved_at": last_seen_at}),
            registration("R1", ANN, created_at=at(11, 45)),
        ],
        **HELD,
    )
    assert answers.states(world)["2026-11-20", ANN] == state


def test_of_a_series_what_was_held_before_somebody_registered_again_stays(
    answers: Answers,
) -> None:
    world = make_world(
        RECURRING,
        as_of=at(0, day=24),
        announced=TWO_DATES,
        registrants=[
            registration("R1", ANN, **FORMER | {"last_approved_at": at(12)}),
            registration("R1", ANN, created_at=at(13)),
        ],
        **HELD,
    )
    states = answers.states(world)
    assert (states["101", ANN], states["102", ANN]) == ("no_show", "registered")


def test_of_a_series_who_had_cancelled_a_date_stays_so_after_registering_again(
    answers: Answers,
) -> None:
    world = make_world(
        RECURRING,
        as_of=at(0, day=24),
        announced=TWO_DATES,
        registrants=[
            registration("R1", ANN, **FORMER),
            registration("R1", ANN, created_at=at(13)),
        ],
        **HELD,
    )
    states = answers.states(world)
    assert (states["101", ANN], states["102", ANN]) == ("cancelled", "registered")


def test_who_registers_again_and_is_not_approved_yet_has_cancelled(answers: Answers) -> None:
    world = make_world(
        registrants=[
            registration("R1", ANN, **FORMER),
            registration("R1", ANN, created_at=at(9, 30), status="pending", was_approved=False),
        ],
        **HELD,
    )
    assert answers.states(world)["2026-11-20", ANN] == "cancelled"


@pytest.mark.parametrize(
    ("approved_at", "state"),
    [(None, "no_show"), (at(10, 59), "no_show"), (at(11), "registered_late")],
)
def test_whom_a_host_approves_after_the_end_is_no_no_show(
    answers: Answers, approved_at: datetime | None, state: str
) -> None:
    world = make_world(registrants=[registration("R1", ANN, approved_at=approved_at)], **HELD)
    assert answers.states(world)["2026-11-20", ANN] == state
    assert answers.took_part(world)["2026-11-20", ANN]["registered_at"] == at(8)


def test_whom_a_host_approves_between_two_dates_is_registered_for_the_second(
    answers: Answers,
) -> None:
    world = make_world(
        RECURRING,
        as_of=at(0, day=24),
        announced=TWO_DATES,
        registrants=[registration("R1", ANN, approved_at=at(12))],
        **HELD,
    )
    assert {key for key in answers.states(world) if key[1] == ANN} == {("102", ANN)}


def test_of_a_webinar_used_again_who_was_approved_late_is_registered_for_the_next(
    answers: Answers,
) -> None:
    world = make_world(
        as_of=at(0, day=24),
        announced=[start(at(10), dropped_at=at(12)), start(at(10, day=27), first_read_at=at(12))],
        registrants=[registration("R1", ANN, approved_at=at(13))],
        **HELD,
    )
    states = {key: state for key, state in answers.states(world).items() if key[1] == ANN}
    assert states == {("2026-11-27", ANN): "registered"}
