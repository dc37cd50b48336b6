"""Days on which Zoom answers something odd about what is already known: nothing gets worse."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import requests

from sandbox.zoom.model import (
    ABSENT,
    Account,
    Connection,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)
from tests.worlds import World, query
from webinar_sync.runs.window import Window

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

START = datetime(2026, 11, 18, 10, tzinfo=UTC)
END = START + timedelta(hours=1)
WEBINAR_ID = 91000000001


def registrant(name: str, until: datetime | None = None, **raw: Any) -> Registrant:
    """Return somebody who registered a week before, and is removed at a moment."""
    registered = START - timedelta(days=7)
    states = [RegistrantState(since=registered, status="approved")]
    if until:
        states.append(RegistrantState(since=until, status="removed"))
    return Registrant(
        id=f"R-{name}",
        email=f"{name}@example.com",
        first_name=name.title(),
        create_time=registered,
        states=tuple(states),
        raw=raw,
    )


def account(*registrants: Registrant) -> Account:
    """Return an account with one webinar, to which the first registrant came."""
    came = Connection(
        user_id="16779264",
        name="Somebody",
        join=START,
        leave=END,
        registrant_id=registrants[0].id,
        user_email=registrants[0].email,
    )
    host = User(id="HOST", email="host@corp.example.com")
    webinar = Webinar(
        id=WEBINAR_ID,
        uuid="webinar+uuid==",
        host_id=host.id,
        host_email=host.email,
        topic="Odd days",
        type=5,
        created_at=START - timedelta(days=30),
        start=START,
        registrants=registrants,
    )
    session = Session(
        uuid="session/uuid==",
        webinar_id=WEBINAR_ID,
        start=START,
        end=END,
        host_email=host.email,
        host_name="Host",
        connections=(came,),
    )
    return Account(
        account_id="odd",
        client_id="odd",
        client_secret="odd-secret",
        users=(host,),
        webinars=(webinar,),
        sessions=(session,),
    )


def refuse(world: World, path: str, code: int, message: str, status: int = 400) -> None:
    """Let the sandbox refuse a path from now on."""
    fault = {
        "path_contains": path,
        "kind": "status",
        "status": status,
        "body": {"code": code, "message": message},
    }
    requests.post(f"{world.server.url}/_sandbox/faults", json=fault, timeout=10).raise_for_status()


def marts(warehouse: Warehouse) -> list[list[tuple[Any, ...]]]:
    """Return what people see of events and participations."""
    return [
        query(warehouse, f"select to_jsonb(one) - 'run_id' from marts.{table} as one order by 1")
        for table in ("marketing_events", "participations")
    ]


def test_an_unusable_registrant_who_vanishes_stays_rejected(warehouse: Warehouse) -> None:
    vanishes = registrant("broken", END, create_time=ABSENT)
    world = World(warehouse, [account(registrant("came"), vanishes)], now=START)
    world.sync()
    world.clock.set(END + timedelta(hours=2))

    report = world.sync()
    world.close()

    assert report.success, report.message
    assert query(warehouse, "select row_key from sync.rejected_rows") == [
        (f"{WEBINAR_ID} R-broken",)
    ]
    assert query(warehouse, "select email from marts.participations") == [("came@example.com",)]


def test_a_settled_session_stays_settled_when_zoom_refuses_it_later(warehouse: Warehouse) -> None:
    people = registrant("came"), registrant("stayed.away")
    world = World(warehouse, [account(*people)], now=END + timedelta(days=2))
    world.sync()
    before = marts(warehouse)
    refuse(world, "/participants", 12702, "Can not access a webinar a year ago.")

    world.clock.advance(24 * 3600)
    world.sync(Window(START - timedelta(days=1), END + timedelta(hours=1), True, (WEBINAR_ID,)))
    world.close()

    assert marts(warehouse) == before
    assert query(warehouse, "select state from zoom.sessions") == [("settled",)]


def test_a_settled_session_read_again_by_hand_keeps_the_moment_of_its_settling(
    warehouse: Warehouse,
) -> None:
    world = World(warehouse, [account(registrant("came"))], now=END + timedelta(days=2))
    world.sync()
    before = query(warehouse, "select settled_at from zoom.sessions")

    world.clock.advance(24 * 3600)
    world.requests()
    world.sync(Window(START - timedelta(days=1), END + timedelta(hours=1), True, (WEBINAR_ID,)))
    asked = world.requests()
    world.close()

    assert any("participants" in template for template in asked)
    assert query(warehouse, "select settled_at from zoom.sessions") == before


def test_registration_refused_as_a_whole_cancels_nobody(warehouse: Warehouse) -> None:
    people = registrant("came"), registrant("stayed.away")
    world = World(warehouse, [account(*people)], now=START)
    world.sync()
    refuse(world, "/registrants", 3000, "Registration has not been enabled for this webinar")

    world.clock.set(END + timedelta(hours=2))
    world.sync()
    world.close()

    assert query(warehouse, "select cancelled_at from marts.participations") == [(None,), (None,)]
    assert query(warehouse, "select code from sync.errors where object_kind = 'registrants'") == [
        ("no_registration",)
    ]


def test_an_hourly_run_after_the_end_reads_who_was_added_on_the_day(warehouse: Warehouse) -> None:
    late = dataclasses.replace(registrant("late"), create_time=START - timedelta(minutes=5))
    late = dataclasses.replace(
        late, states=(RegistrantState(since=START - timedelta(minutes=5), status="approved"),)
    )
    leaves = registrant("leaves", START - timedelta(minutes=1))
    people = registrant("came"), leaves, late
    world = World(warehouse, [account(*people)], now=START - timedelta(hours=6))
    world.sync()
    world.requests()

    # One came and one left: the total is the same, and an hourly run would not see it by that.
    world.clock.set(END + timedelta(minutes=17))
    world.sync(is_full=False)
    asked = world.requests()
    world.close()

    assert "/webinars/{webinarId}/panelists" in asked
    states = dict(query(warehouse, "select email, state from marts.participations"))
    assert states["leaves@example.com"] == "cancelled"
    assert states["late@example.com"] == "registered"


def test_a_refused_report_on_events_to_come_costs_itself_alone(warehouse: Warehouse) -> None:
    world = World(warehouse, [account(registrant("came"))], now=END + timedelta(days=2))
    refuse(world, "/upcoming_events", 200, "No permission.")

    report = world.sync()
    world.close()

    assert report.success, report.message
    assert query(warehouse, "select count(*) from marts.participations") == [(1,)]
    assert query(warehouse, "select object_kind from sync.errors where cleared_at is null") == [
        ("upcoming events",)
    ]
