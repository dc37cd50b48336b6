"""Days on which Zoom answers something odd about what is already known: nothing gets worse."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.zoom.model import ABSENT, Account, Registrant
from tests.builders import (
    DAY,
    END,
    HOUR,
    START,
    World,
    account,
    add_fault,
    address,
    connection,
    query,
    registrant,
    session,
    webinar,
)
from webinar_sync.runs.window import Window

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

WEBINAR_ID = 91000000001
MINUTE = timedelta(minutes=1)
CAME = registrant("came")


def odd_account(*others: Registrant) -> Account:
    """Return an account with one webinar, to which only the first who registered came."""
    return account(
        "odd",
        [
            webinar(
                WEBINAR_ID, START, CAME, *others, uuid="webinar+uuid==", created_at=START - 30 * DAY
            )
        ],
        [session("session/uuid==", WEBINAR_ID, START, END, connection("came", START, END))],
    )


def refuse(world: World, path: str, code: int, message: str) -> None:
    """Let the sandbox refuse a path from now on."""
    add_fault(world, path, "status", status=400, body={"code": code, "message": message})


def rows_of_marts(warehouse: Warehouse) -> list[list[tuple[Any, ...]]]:
    """Return what people see of events and participations."""
    return [
        query(warehouse, f"select to_jsonb(t) - 'run_id' from marts.{table} as t order by 1")
        for table in ("marketing_events", "participations")
    ]


def test_an_unusable_registrant_who_vanishes_stays_rejected(warehouse: Warehouse) -> None:
    vanishes = registrant("broken", (END, "removed"), raw={"create_time": ABSENT})
    world = World(warehouse, [odd_account(vanishes)], now=START)
    world.sync()
    world.clock.set(END + 2 * HOUR)

    report = world.sync()
    world.close()

    assert report.success, report.message
    assert query(warehouse, "select row_key from sync.rejected_rows") == [
        (f"{WEBINAR_ID} r-broken",)
    ]
    assert query(warehouse, "select email from marts.participations") == [(address("came"),)]


def test_a_settled_session_stays_settled_when_zoom_refuses_it_later(warehouse: Warehouse) -> None:
    world = World(warehouse, [odd_account(registrant("stayed.away"))], now=END + 2 * DAY)
    world.sync()
    before = rows_of_marts(warehouse)
    refuse(world, "/participants", 12702, "Can not access a webinar a year ago.")

    world.clock.advance(24 * 3600)
    world.sync(Window(START - DAY, END + HOUR, True, (WEBINAR_ID,)))
    world.close()

    assert rows_of_marts(warehouse) == before
    assert query(warehouse, "select state from zoom.sessions") == [("settled",)]


def test_a_settled_session_read_again_by_hand_keeps_the_moment_of_its_settling(
    warehouse: Warehouse,
) -> None:
    world = World(warehouse, [odd_account()], now=END + 2 * DAY)
    world.sync()
    before = query(warehouse, "select settled_at from zoom.sessions")

    world.clock.advance(24 * 3600)
    world.requests()
    world.sync(Window(START - DAY, END + HOUR, True, (WEBINAR_ID,)))
    requests = world.requests()
    world.close()

    assert any("participants" in template for template in requests)
    assert query(warehouse, "select settled_at from zoom.sessions") == before


def test_registration_refused_as_a_whole_cancels_nobody(warehouse: Warehouse) -> None:
    world = World(warehouse, [odd_account(registrant("stayed.away"))], now=START)
    world.sync()
    refuse(world, "/registrants", 3000, "Registration has not been enabled for this webinar")

    world.clock.set(END + 2 * HOUR)
    world.sync()
    world.close()

    assert query(warehouse, "select cancelled_at from marts.participations") == [(None,), (None,)]
    assert query(warehouse, "select code from sync.errors where object_kind = 'registrants'") == [
        ("no_registration",)
    ]


def test_an_hourly_run_after_the_end_reads_who_was_added_on_the_day(warehouse: Warehouse) -> None:
    late = registrant("late", registered_at=START - 5 * MINUTE)
    leaves = registrant("leaves", (START - MINUTE, "removed"))
    world = World(warehouse, [odd_account(leaves, late)], now=START - 6 * HOUR)
    world.sync()
    world.requests()

    # One came and one left: the total is the same, and an hourly run would not see it by that.
    world.clock.set(END + 17 * MINUTE)
    world.sync(is_full=False)
    requests = world.requests()
    world.close()

    assert "/webinars/{webinarId}/panelists" in requests
    states = dict(query(warehouse, "select email, state from marts.participations"))
    assert states[address("leaves")] == "cancelled"
    assert states[address("late")] == "registered"


def test_a_refused_report_on_events_to_come_costs_itself_alone(warehouse: Warehouse) -> None:
    world = World(warehouse, [odd_account()], now=END + 2 * DAY)
    refuse(world, "/upcoming_events", 200, "No permission.")

    report = world.sync()
    world.close()

    assert report.success, report.message
    assert query(warehouse, "select count(*) from marts.participations") == [(1,)]
    assert query(warehouse, "select object_kind from sync.errors where cleared_at is null") == [
        ("upcoming events",)
    ]
