"""Who registers again, whom a host approves late, and what a changed kind of approval leaves."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom.model import AUTOMATIC, EACH_DATE, MANUAL, Occurrence, Webinar
from tests.builders import (
    END,
    START,
    account,
    address,
    at,
    connection,
    query,
    read_states,
    registrant,
    run_nightly_at,
    session,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

W = 91000000001
HELD = session("held==", W, START, END, connection("ben", START, END))
SECOND = at("25 10:00")
DATES = (
    Occurrence(occurrence_id="1", start=START),
    Occurrence(occurrence_id="2", start=SECOND),
)


def replace_people(world: World, known: Webinar, *people: Any, **changes: Any) -> None:
    """Let Zoom answer with other registrants, and other settings, from now on."""
    registrants = webinar(W, None, *people).registrants
    edited = dataclasses.replace(known, registrants=registrants, **changes)
    world.replace_accounts(account("a", [edited], [HELD]))


@pytest.mark.parametrize("was_seen", [True, False], ids=["seen cancelled", "between two readings"])
def test_who_cancels_and_registers_again_keeps_what_was_held_before(
    warehouse: Warehouse, make_world: MakeWorld, was_seen: bool
) -> None:
    known = webinar(W, None, "ann", "ben", type=9, occurrences=DATES)
    world = make_world(account("a", [known], [HELD]), now=at("18 04:00"))
    run_nightly_at(world, "18 04:00", "19 11:30")
    before = read_states(warehouse)
    assert before["1"] == {"ann": "no_show", "ben": "attended"}
    if was_seen:
        replace_people(world, known, registrant("ann", (at("20 03:00"), "denied")), "ben")
        run_nightly_at(world, "20 04:00")
        assert read_states(warehouse)["2"]["ann"] == "cancelled"
    again = registrant("ann", registered_at=at("20 09:00"))
    replace_people(world, known, again, "ben")

    run_nightly_at(world, "21 04:00", "22 04:00")

    assert read_states(warehouse) == before
    assert query(
        warehouse,
        "select occurrence_key, registered_at from marts.participations"
        " where email = :email and registered_at >= '2026-11-20'",
        email=address("ann"),
    ) == [("2", at("20 09:00"))]


@pytest.mark.parametrize("first", ["denied", "pending"])
def test_who_was_never_approved_has_not_cancelled_once_the_webinar_approves_automatically(
    warehouse: Warehouse, make_world: MakeWorld, first: str
) -> None:
    """Nor once registrants are listed by date."""
    never = registrant("ann", (at("18 05:00"), "denied"), first=first)
    known = webinar(W, None, never, "ben", type=9, occurrences=DATES, approval_type=MANUAL)
    world = make_world(account("a", [known], []), now=at("18 04:00"))
    run_nightly_at(world, "18 04:00")

    replace_people(world, known, never, "ben", approval_type=AUTOMATIC, registration_type=EACH_DATE)
    run_nightly_at(world, "18 06:00", "19 04:00")

    assert {name for states in read_states(warehouse).values() for name in states} == {"ben"}
    codes = "select code from sync.outcomes where subject_key = 'r-ann'"
    assert query(warehouse, codes) == [("not_approved",)]


def test_whom_a_host_approves_after_the_webinar_is_no_no_show_in_hubspot_either(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    late = registrant("ann", (at("18 12:00"), "approved"), first="pending")
    known = webinar(W, START, late, "ben", approval_type=MANUAL)
    world = make_world(account("a", [known], [HELD]), now=at("18 04:00"))
    world.connect_hubspot()
    run_nightly_at(world, "18 04:00", "18 13:00")
    assert read_states(warehouse)["2026-11-18"] == {"ann": "registered", "ben": "attended"}
    world.push()

    run_nightly_at(world, "19 11:30")
    world.push()

    assert read_states(warehouse)["2026-11-18"] == {"ann": "registered_late", "ben": "attended"}
    assert world.hubspot is not None
    (event,) = world.hubspot.snapshot()["events"].values()
    assert {email: person["state"] for email, person in event["people"].items()} == {
        address("ben"): "ATTENDED"
    }
