"""The rules, by small examples: registrations that are listed by date, or for all, since an edit.

Which rows speak of an occurrence: those of the kind and date that were asked for when it began.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.transform.naive import RECURRING
from tests.unit.transform.small_worlds import (
    ANN,
    BOB,
    at,
    date,
    make_world,
    registration,
    run,
    runs,
)

if TYPE_CHECKING:
    from tests.unit.transform.naive import Row
    from tests.unit.transform.small_worlds import Answers

EDITED = at(12)
"""Between the first date, which was held, and the second, which is to come."""
DATES = [date("101", at(10)), date("102", at(10, day=27))]
HELD = runs(run("s", at(10), at(11), BOB))
DENIED = {"status": "denied", "last_approved_at": at(13), "cancelled_at": at(14)}


def states(answers: Answers, *registrants: Row) -> dict[tuple[str, str], str]:
    world = make_world(
        RECURRING, as_of=at(0, day=24), announced=DATES, registrants=list(registrants), **HELD
    )
    return {key: state for key, state in answers.states(world).items() if key[1] == ANN}


@pytest.mark.parametrize("old", ["", "102"])
def test_who_cancels_has_cancelled_whatever_was_listed_in_another_way_before(
    answers: Answers, old: str
) -> None:
    """Made by date, or for all dates; the cancellation is listed only as asked for now."""
    new = "102" if old == "" else ""
    assert states(
        answers,
        registration("R1", ANN, occurrence_id=old, superseded_at=EDITED),
        registration("R1", ANN, occurrence_id=new, listed_at=EDITED, **DENIED),
    ).pop(("102", ANN)) == "cancelled"  # fmt: skip


def test_who_was_registered_as_a_whole_stays_so_of_what_had_begun(answers: Answers) -> None:
    superseded = registration("R1", ANN, superseded_at=EDITED)
    assert states(answers, superseded) == {("101", ANN): "no_show"}


def test_who_was_registered_for_another_date_is_no_no_show_once_all_are_for_all(
    answers: Answers,
) -> None:
    by_date = registration("R1", ANN, occurrence_id="102", superseded_at=EDITED)
    whole = registration("R1", ANN, listed_at=EDITED)
    assert states(answers, by_date, whole) == {("102", ANN): "registered"}


def test_of_a_date_that_was_deleted_its_registrations_stay(answers: Answers) -> None:
    world = make_world(
        RECURRING,
        announced=[date("101", at(10, day=28)), date("102", at(10, day=27), dropped_at=EDITED)],
        registrants=[
            registration("R1", ANN, occurrence_id="102", superseded_at=at(12, 1)),
            registration("R2", BOB, occurrence_id="101", superseded_at=at(12, 1)),
            registration("R2", BOB, listed_at=at(12, 1)),
        ],
    )
    assert answers.statuses(world)["102"] == "cancelled"
    assert answers.states(world) == {("102", ANN): "registered", ("101", BOB): "registered"}


def test_who_is_listed_twice_for_one_date_was_approved_if_ever_so(answers: Answers) -> None:
    """Its id changed; under one of the ids the registration was approved once."""
    world = make_world(
        RECURRING,
        announced=[
            date("101", at(20), dropped_at=at(9)),
            date("104", at(20), first_read_at=at(9)),
        ],
        registrants=[
            registration("R1", ANN, occurrence_id="101", status="pending", last_approved_at=at(9)),
            registration("R1", ANN, occurrence_id="104", status="pending", was_approved=False),
        ],
    )
    assert answers.states(world) == {("101", ANN): "registered"}
