"""Reports that are not final: what the history counts tells, and a reading a day after the end."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    END,
    START,
    World,
    account,
    add_fault,
    address,
    at,
    clear_faults,
    connection,
    query,
    read_issues,
    read_session_states,
    requested_reports,
    run_hourly,
    run_nightly,
    session,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.model import Account, Connection
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

WEBINAR = 91000000001
EVERYBODY = ("ann", "ben", "cy", "dee")
OPEN = {("session", "only==", "report_incomplete"): "open"}


def held(**changes: object) -> Account:
    """Return an account with one webinar of the 18th, to which all four came."""
    came = tuple(connection(name, START, END) for name in EVERYBODY)
    only = session("only==", WEBINAR, START, END, *came)
    return account(
        "held", [webinar(WEBINAR, START, *EVERYBODY)], [dataclasses.replace(only, **changes)]
    )


def states(warehouse: Warehouse) -> dict[str, str]:
    """Return the state of everybody's participation, by name."""
    rows = query(warehouse, "select email, state from marts.participations")
    return {email.split("@")[0]: state for email, state in rows}


def test_an_empty_report_is_not_final_where_the_history_counts_people(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(held(empty_until=at("21 12:00")))

    for night in ("20 03:40", "21 03:40"):
        assert run_nightly(world, at(night)).success
        assert set(states(warehouse).values()) == {"registered"}
        assert read_session_states(warehouse) == {"only": "landed"}
        assert read_issues(warehouse) == OPEN
        assert requested_reports(world) == {"only": 1}
    assert run_hourly(world, at("21 13:17")).success  # once a day is enough
    assert requested_reports(world) == {}

    assert run_nightly(world, at("22 03:40")).success

    assert states(warehouse) == dict.fromkeys(EVERYBODY, "attended")
    assert read_session_states(warehouse) == {"only": "settled"}
    assert set(read_issues(warehouse).values()) == {"cleared"}


def test_a_report_that_stays_too_small_is_settled_after_a_week_with_the_error_open(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(held(participants=40))
    assert run_nightly(world, at("20 03:40")).success
    assert run_nightly(world, at("24 03:40")).success
    assert read_session_states(warehouse) == {"only": "landed"}

    assert run_nightly(world, at("25 11:00")).success

    assert read_session_states(warehouse) == {"only": "settled"}
    assert read_issues(warehouse) == OPEN
    assert states(warehouse) == dict.fromkeys(EVERYBODY, "attended")
    requested_reports(world)
    assert run_nightly(world, at("26 11:00")).success
    assert requested_reports(world) == {}


@pytest.mark.parametrize("counted", [None, 9])
def test_who_enters_the_report_after_two_equal_readings_is_corrected_after_a_day(
    warehouse: Warehouse, make_world: MakeWorld, counted: int | None
) -> None:
    """The early readings lack one of ten; where nobody is counted, nothing is final early."""
    people = [f"p{number}" for number in range(9)]
    late = dataclasses.replace(connection("late", START, END), listed_at=at("18 13:00"))
    came = (*(connection(name, START, END) for name in people), late)
    raw = {"raw": {"participants": None}} if counted is None else {"participants": 10}
    world = make_world(
        account(
            "held",
            [webinar(WEBINAR, START, *people, "late")],
            [session("only==", WEBINAR, START, END, *came, **raw)],
        )
    )
    for moment in ("18 11:17", "18 12:17"):
        assert run_hourly(world, at(moment)).success
    is_early = counted is not None
    assert read_session_states(warehouse) == {"only": "settled" if is_early else "landed"}
    assert states(warehouse)["late"] == ("no_show" if is_early else "registered")
    assert run_hourly(world, at("18 23:17")).success
    requested_reports(world)

    assert run_nightly(world, at("19 11:00")).success

    assert requested_reports(world) == {"only": 1}
    assert states(warehouse) == dict.fromkeys([*people, "late"], "attended")
    assert read_session_states(warehouse) == {"only": "settled"}
    assert run_nightly(world, at("20 11:00")).success
    assert requested_reports(world) == {}


def test_an_implausible_reading_never_replaces_a_better_one(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(held())
    for moment in ("18 11:17", "18 12:17"):
        assert run_hourly(world, at(moment)).success
    add_fault(world, "/participants", "empty_list")

    assert run_nightly(world, at("19 11:00")).success

    assert clear_faults(world) == 1
    assert states(warehouse) == dict.fromkeys(EVERYBODY, "attended")
    assert read_session_states(warehouse) == {"only": "settled"}
    requested_reports(world)
    assert run_nightly(world, at("20 11:00")).success
    assert requested_reports(world) == {"only": 1}
    assert set(read_issues(warehouse).values()) == {"cleared"}
    assert address("ann") in dict(query(warehouse, "select email, state from marts.participations"))


def test_a_report_that_shrinks_after_it_was_whole_makes_no_no_shows(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    people = [f"p{number}" for number in range(10)]
    came = [connection(name, START, END) for name in people]

    def serve(connections: list[Connection]) -> Account:
        run = session("only==", WEBINAR, START, END, *connections, participants=10)
        return account("held", [webinar(WEBINAR, START, *people)], [run])

    world = make_world(serve(came))
    for moment in ("18 11:17", "18 12:17"):
        assert run_hourly(world, at(moment)).success
    world.replace_accounts(serve(came[:6]))

    assert run_nightly(world, at("19 12:00")).success

    assert requested_reports(world) == {"only": 1}
    assert states(warehouse) == dict.fromkeys(people, "attended")
    assert read_session_states(warehouse) == {"only": "settled"}
