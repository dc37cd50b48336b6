"""As few requests as can be: a hundred rows in each, and none for what HubSpot has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import Contact, Portal
from tests.integration.hubspot.marts import add_contact, add_crowd, add_event, add_part, address
from tests.worlds import TOKEN, World, query
from webinar_sync.hubspot.push.steps import plan, plan_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

CONTACTS = "/crm/objects/{version}/contacts/batch"
EVENTS = "/marketing/marketing-events/{version}"
READ, CREATE, UPDATE = (f"POST {CONTACTS}/{verb}" for verb in ("read", "upsert", "update"))
ATTENDANCE = f"POST {EVENTS}/{{id}}/attendance/{{verb}}/create"
COMPLETE = f"POST {EVENTS}/events/{{external}}/complete"
SET_UP = {
    "GET /account-info/{version}/details": 1,
    "GET /crm/properties/{version}/contacts": 1,
    "POST /crm/properties/{version}/contacts/groups": 1,
    "POST /crm/properties/{version}/contacts/batch/create": 1,
}


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Serve a HubSpot account that knows nobody."""
    found = make_world()
    found.connect_hubspot()
    return found


def asked(world: World) -> dict[str, int]:
    """Return how often each endpoint was asked since the last call."""
    return dict(Counter(world.hubspot_requests()))


def test_a_first_push_sends_a_hundred_rows_in_each_request(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, 91000000001, 250)
    add_event(warehouse, 91000000002, status="scheduled", started_at=None, settled_at=None)

    report = world.push()

    assert report.success, report.message
    assert asked(world) == {
        **SET_UP,
        READ: 6,  # 250 people by address, and none of them known: 250 in the archive
        "GET /settings/users/{version}": 1,
        CREATE: 3,
        f"POST {EVENTS}/events/upsert": 1,
        ATTENDANCE: 6,  # 250 registrations, 250 attendances
        COMPLETE: 1,
    }
    assert report.lines[-1] == "HubSpot requests: 22 (least possible: 18, and 4 to set up)"


def test_a_second_push_makes_no_request(world: World, warehouse: Warehouse) -> None:
    add_crowd(warehouse, 91000000001, 30)
    world.push()
    world.hubspot_requests()

    assert plan(warehouse) == []
    report = world.push()

    assert report.success
    assert asked(world) == {}


def test_one_changed_attendance_makes_two_requests(world: World, warehouse: Warehouse) -> None:
    add_crowd(warehouse, 91000000001, 30)
    world.push()
    world.hubspot_requests()

    add_part(warehouse, 91000000001, "crowd7", "attended", left=30)
    world.push()
    assert asked(world) == {ATTENDANCE: 1}

    add_contact(warehouse, "crowd7", percent=50, attendances=1, last=None)
    world.push()
    assert asked(world) == {UPDATE: 1}


def test_known_people_are_updated_and_new_ones_created_apart(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    known = tuple(Contact(f"crowd{one}@people.example") for one in range(1, 151))
    world.connect_hubspot(Portal(TOKEN, contacts=known))
    add_crowd(warehouse, 91000000001, 260)

    world.push()

    found = asked(world)
    # 260 by address; the 110 who are not known in the archive; 110 new ones; 150 known ones.
    assert (found[READ], found[CREATE], found[UPDATE]) == (3 + 2, 2, 2)


def test_what_was_read_within_the_hour_is_not_read_again(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    world.push()
    world.hubspot_requests()

    add_contact(warehouse, "ann", registrations=2)
    world.push()
    assert asked(world) == {UPDATE: 1}

    query(
        warehouse,
        "update hubspot.addresses set read_at = read_at - interval '61 minutes' returning 1",
    )
    query(warehouse, "update hubspot.users set read_at = read_at - interval '1 day' returning 1")
    add_contact(warehouse, "ann", registrations=3)
    world.push()
    assert asked(world) == {READ: 1, UPDATE: 1, "GET /settings/users/{version}": 1}


def test_a_dry_run_counts_and_asks_for_nothing(world: World, warehouse: Warehouse) -> None:
    add_crowd(warehouse, 91000000001, 250)

    lines = [" ".join(line.split()) for line in plan_lines(plan(warehouse))]

    assert lines == [
        "kind change count requests",
        "contacts create 250 3",
        "marketing events complete 1 1",
        "marketing events create 1 1",
        "participations attend 250 3",
        "participations register 250 3",
    ]
    assert world.hubspot_requests() == []
    assert world.hubspot is not None
    assert world.hubspot.snapshot()["contacts"] == {}


def test_the_pace_is_shared_and_held_for_all(warehouse: Warehouse) -> None:
    from webinar_sync.hubspot.pacing import Pacer

    first, second = Pacer(warehouse, 190), Pacer(warehouse, 190)
    spacing = first.spacing_seconds
    waits = [
        float(warehouse.rows("hubspot/take_turn", spacing=one.spacing_seconds)[0]["seconds"])
        for one in (first, second, first, second)
    ]
    first.hold(10)
    after = float(warehouse.rows("hubspot/take_turn", spacing=spacing)[0]["seconds"])

    assert spacing == pytest.approx(10 / (190 * 0.98))
    assert waits[3] > 2.5 * spacing
    assert 9 < after < 10 + spacing


def test_the_limit_is_what_hubspots_answers_say_unless_the_connection_says_one(
    warehouse: Warehouse,
) -> None:
    from webinar_sync.hubspot.pacing import Pacer

    learnt, given = Pacer(warehouse), Pacer(warehouse, 50)
    assert learnt.spacing_seconds == pytest.approx(10 / 98)
    for one in (learnt, given):
        one.learn(190)
    assert learnt.spacing_seconds == pytest.approx(10 / (190 * 0.98))
    assert given.spacing_seconds == pytest.approx(10 / 49)


def test_names_fill_empty_fields_and_never_overwrite(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    portal = Portal(
        TOKEN,
        contacts=(
            Contact(address("full"), properties={"firstname": "Own", "lastname": "Name"}),
            Contact(address("half"), properties={"lastname": "Name"}),
            Contact(address("none")),
        ),
    )
    hubspot = world.connect_hubspot(portal)
    for name in ("full", "half", "none", "new"):
        add_contact(warehouse, name)

    world.push()
    names = {
        email.split("@")[0]: (one.get("firstname"), one.get("lastname"))
        for email, one in hubspot.snapshot()["contacts"].items()
    }
    assert names == {
        "full": ("Own", "Name"),
        "half": ("First", "Name"),
        "none": ("First", "Last"),
        "new": ("First", "Last"),
    }

    world.hubspot_requests()
    for name in ("full", "new"):
        add_contact(warehouse, name, first="Other", last="Other")
    world.push()
    assert world.hubspot_requests() == []
    assert plan(warehouse) == []
