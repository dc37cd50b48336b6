"""Registrants who change without the total, and those who register when all is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.zoom.model import Occurrence
from tests.builders import (
    END,
    HOUR,
    START,
    World,
    account,
    add_fault,
    address,
    at,
    clear_faults,
    connection,
    query,
    read_marts,
    registrant,
    run_hourly,
    run_nightly,
    session,
    webinar,
)
from tests.integration.sync.small_account import FIRST, NEXT, NIGHT, WHOLE, expected

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

WEBINAR = 91000000001
REGISTRANTS = "/webinars/{webinarId}/registrants"


def listed(warehouse: Warehouse) -> set[str]:
    rows = query(warehouse, "select email from zoom.registrants where is_listed")
    return {email for (email,) in rows}


def test_equal_totals_hide_no_swap(warehouse: Warehouse, make_world: MakeWorld) -> None:
    leaves = registrant("ann", (at("20 09:30"), "removed"))
    comes = registrant("new", registered_at=at("20 09:30"))
    world = make_world(account("swap", [webinar(WEBINAR, at("20 12:00"), leaves, "bob", comes)]))
    assert run_nightly(world, at("20 03:40")).success
    world.requests()
    assert run_hourly(world, at("20 04:17")).success
    assert world.requests().count(REGISTRANTS) == 1

    assert run_hourly(world, at("20 10:17")).success

    assert listed(warehouse) == {address("bob"), address("new")}
    states = dict(query(warehouse, "select email, state from marts.participations"))
    assert states[address("new")] == "registered"
    assert states[address("ann")] == "cancelled"


def test_a_swap_among_those_of_one_date_is_seen(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    dates = (
        Occurrence(occurrence_id="1795167600000", start=at("20 12:00")),
        Occurrence(occurrence_id="1795772400000", start=at("27 12:00")),
    )
    chosen = {"occurrence_ids": ("1795167600000",)}
    leaves = registrant("ann", (at("20 09:30"), "removed"), **chosen)
    comes = registrant("new", registered_at=at("20 09:30"), **chosen)
    other = registrant("other", occurrence_ids=("1795772400000",))
    series = webinar(
        WEBINAR, None, leaves, comes, other, type=9, registration_type=2, occurrences=dates
    )
    world = make_world(account("swap", [series]))
    assert run_nightly(world, at("20 03:40")).success
    world.requests()
    assert run_hourly(world, at("20 04:17")).success
    assert world.requests().count(REGISTRANTS) == 1  # the count of one date is right

    assert run_hourly(world, at("20 10:17")).success

    assert listed(warehouse) == {address("other"), address("new")}


def test_each_night_for_thirty_days_asks_whether_somebody_registered_late(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    late = registrant("late", registered_at=at("23 08:00"))
    too_late = registrant("too.late", registered_at=at("30 08:00"))
    came = session("only==", WEBINAR, START, END, connection("ann", START, END))
    held = webinar(WEBINAR, START, "ann", late, too_late, created_at=at("01 08:00"))
    world = make_world(account("late", [held], [came]))
    assert run_nightly(world, at("20 03:40")).success
    world.requests()

    assert run_nightly(world, at("22 03:40")).success
    assert world.requests().count(REGISTRANTS) == 1
    assert run_hourly(world, at("23 10:17")).success
    assert REGISTRANTS not in world.requests()
    assert run_nightly(world, at("24 03:40")).success
    assert world.requests().count(REGISTRANTS) == 1 + 3
    assert listed(warehouse) == {address("ann"), address("late")}


def test_late_registrations_are_seen_of_each_date_of_a_series_that_is_over(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    starts = [at("16 10:00"), at("17 10:00")]
    dates = tuple(
        Occurrence(occurrence_id=str(number), start=start) for number, start in enumerate(starts, 1)
    )
    sessions = [
        session(
            f"s{number}==", WEBINAR, start, start + HOUR, connection("ben", start, start + HOUR)
        )
        for number, start in enumerate(starts)
    ]
    late = registrant("late", registered_at=at("20 09:00"), occurrence_ids=("1",))
    ben = registrant("ben", occurrence_ids=("1", "2"))
    series = webinar(WEBINAR, None, ben, late, type=9, registration_type=2, occurrences=dates)
    world = make_world(account("a", [series], sessions), now=at("15 04:00"))
    for night in ("15 04:00", "17 20:00", "18 20:00", "19 20:00", "21 04:00"):
        assert run_nightly(world, at(night)).success

    rows = query(
        warehouse,
        "select occurrence_key, email from marts.participations where state = 'registered_late'",
    )
    assert rows == [("1", address("late"))]


def test_registrants_whose_rows_were_set_aside_are_read_again_by_night(
    warehouse: Warehouse, small: World
) -> None:
    """The webinar is over and settled: a count alone would find the same people."""
    path = f"/webinars/{FIRST}/registrants"
    add_fault(small, path, "set_key", key="create_time", value="odd")
    assert run_nightly(small, NIGHT).success
    rejected = "select count(*) from sync.rejected_rows"
    assert query(warehouse, rejected) == [(2,)]
    clear_faults(small)
    small.requests()
    assert run_hourly(small, NIGHT + HOUR).success
    assert small.requests().count(REGISTRANTS) == 1  # of the webinar to come

    assert run_nightly(small, NEXT).success

    assert query(warehouse, rejected) == [(0,)]
    assert read_marts(warehouse) == expected(WHOLE)
