"""As few requests as possible: a hundred rows in each, and none for what HubSpot has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sandbox.hubspot.model import Contact, Portal
from tests.builders import TOKEN, add_contact, add_crowd, add_event, add_participation, query
from webinar_sync.hubspot.push.plan import plan, plan_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


CONTACTS = "/crm/objects/{version}/contacts/batch"
EVENTS = "/marketing/marketing-events/{version}"
READ, CREATE, UPDATE = (f"POST {CONTACTS}/{verb}" for verb in ("read", "create", "update"))
ATTENDANCE = f"POST {EVENTS}/{{id}}/attendance/{{verb}}/create"
COMPLETE = f"POST {EVENTS}/events/{{external}}/complete"
SET_UP = {
    "GET /account-info/{version}/details": 1,
    "GET /crm/properties/{version}/contacts": 1,
    "GET /crm/properties/{version}/contacts/{name}": 2,
    # The property with the mark, and then the three others.
    "POST /crm/properties/{version}/contacts/groups": 2,
    "POST /crm/properties/{version}/contacts/batch/create": 2,
    "GET /marketing/marketing-events/{version}": 1,
}
MARK = {
    "GET /crm/properties/{version}/contacts/{name}": 1,
    "PATCH /crm/properties/{version}/contacts/{name}": 1,
}
"""What each later push that sends anything adds: it reads the mark, and raises it."""


def requests_by_endpoint(world: World) -> dict[str, int]:
    """Return how many requests each endpoint got since the last call."""
    return dict(Counter(world.hubspot_requests()))


def test_a_first_push_sends_a_hundred_rows_in_each_request(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, 91000000001, 250)
    add_event(warehouse, 91000000002, status="scheduled", started_at=None, settled_at=None)

    report = world.push()

    assert report.success, report.message
    assert requests_by_endpoint(world) == {
        **SET_UP,
        READ: 6,  # 250 people by address, and none of them known: 250 in the archive
        "GET /settings/users/{version}": 1,
        CREATE: 3,
        f"POST {EVENTS}/events/upsert": 1,
        ATTENDANCE: 6,  # 250 registrations, 250 attendances
        COMPLETE: 1,
    }
    assert report.lines[-1] == "HubSpot requests: 27 (least possible: 18, and 8 to set up)"


def test_a_second_push_makes_no_request(world: World, warehouse: Warehouse) -> None:
    add_crowd(warehouse, 91000000001, 30)
    world.push()
    world.hubspot_requests()

    assert plan(warehouse) == []
    report = world.push()

    assert report.success
    assert requests_by_endpoint(world) == {}


def test_one_changed_attendance_makes_two_requests_and_completes_again(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, 91000000001, 30)
    world.push()
    world.hubspot_requests()

    add_participation(warehouse, 91000000001, "crowd7", "attended", left=30)
    world.push()
    assert requests_by_endpoint(world) == {**MARK, ATTENDANCE: 1, COMPLETE: 1}

    add_contact(warehouse, "crowd7", percent=50, attendances=1, last=None)
    world.push()
    assert requests_by_endpoint(world) == {**MARK, UPDATE: 1}


def test_known_people_are_updated_and_new_ones_created_apart(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    known = tuple(Contact(f"crowd{number}@people.example") for number in range(1, 151))
    world.connect_hubspot(Portal(TOKEN, contacts=known))
    add_crowd(warehouse, 91000000001, 260)

    world.push()

    requests = requests_by_endpoint(world)
    # 260 by address; the 110 who are not known in the archive; right before their names are filled
    # in, 150 once more. Then 110 new ones, and 150 known ones.
    assert (requests[READ], requests[CREATE], requests[UPDATE]) == (3 + 2 + 2, 2, 2)


def test_what_was_read_within_the_hour_is_not_read_again(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    world.push()
    world.hubspot_requests()

    add_contact(warehouse, "ann", registrations=2)
    world.push()
    assert requests_by_endpoint(world) == {**MARK, UPDATE: 1}

    query(
        warehouse,
        "update hubspot.addresses set read_at = read_at - interval '61 minutes' returning 1",
    )
    query(warehouse, "update hubspot.users set read_at = read_at - interval '1 day' returning 1")
    add_contact(warehouse, "ann", registrations=3)
    world.push()
    assert requests_by_endpoint(world) == {
        **MARK,
        READ: 1,
        UPDATE: 1,
        "GET /settings/users/{version}": 1,
    }


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
