"""The reconciliation finds what was changed by hand in HubSpot, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.hubspot.model import ForeignEvent, Portal
from tests.integration.hubspot.marts import (
    ACCOUNT,
    START,
    add_contact,
    add_event,
    add_part,
    address,
)
from tests.worlds import TOKEN, World, execute, query
from webinar_sync.hubspot.reconcile import TooManyDifferencesError, reconciliation

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.hubspot.server import HubspotSandbox
    from webinar_sync.warehouse.engine import Warehouse

WEBINAR = 91000000001
PEOPLE = {"ann": "attended", "ben": "attended", "cleo": "cancelled", "dan": "no_show"}


@pytest.fixture
def world(make_world: Callable[..., World], warehouse: Warehouse) -> World:
    """Push a webinar with four people; the check may not fail but where a test wants it to."""
    found = make_world()
    found.connect_hubspot()
    return filled(found, warehouse)


def filled(world: World, warehouse: Warehouse) -> World:
    """Push a webinar with four people, one of whom joined late and left early."""
    execute(warehouse, "update settings.sync set difference_threshold_percent = 100")
    add_event(warehouse, WEBINAR)
    for name, state in PEOPLE.items():
        add_contact(warehouse, name)
        add_part(warehouse, WEBINAR, name, state, joined=7, left=41)
    report = world.push()
    assert report.success, report.message
    return world


def hubspot(world: World) -> HubspotSandbox:
    """Return the account as a HubSpot user has it before them."""
    assert world.hubspot is not None
    return world.hubspot


def ids(world: World, name: str) -> tuple[int, int]:
    """Return HubSpot's ids of the event and of somebody."""
    record = hubspot(world).contacts.by_email(address(name))
    assert record is not None
    return next(iter(hubspot(world).events.events)), record.contact_id


def open_differences(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return kind, expected, found and cause of what is not cleared."""
    return query(
        warehouse,
        "select kind, expected, actual, likely_cause from hubspot.differences"
        " where cleared_at is null order by kind, contact_id",
    )


def test_nothing_differs_right_after_the_push_despite_hubspots_delay(
    world: World, warehouse: Warehouse
) -> None:
    counts = reconciliation(world.hubspot_run())

    assert counts["differences"] == 0
    assert counts["participations_compared"] == 4
    assert open_differences(warehouse) == []


def test_a_participation_removed_by_hand_is_found_and_cleared_once_it_is_back(
    world: World, warehouse: Warehouse
) -> None:
    event, ann = ids(world, "ann")
    hubspot(world).events.set_part(event, ann, "EMPTY", world.clock.now())

    work = world.hubspot_run()
    work.begin("reconcile_hubspot", "manual")
    reconciliation(work)
    ((kind, expected, found, cause),) = open_differences(warehouse)
    assert (kind, expected, found) == ("missing", "ATTENDED", None)
    assert query(
        warehouse, "select message from sync.runs where run_id = :run_id", run_id=work.run_id
    ) == [("1 differences, within the threshold: see hubspot.differences",)]
    assert "removed it by hand" in cause

    hubspot(world).events.events[event].parts[ann].pop()
    reconciliation(world.hubspot_run())
    assert open_differences(warehouse) == []
    assert query(warehouse, "select count(*) from hubspot.differences") == [(1,)]


def test_a_participation_added_by_hand_is_found(world: World, warehouse: Warehouse) -> None:
    event, _ = ids(world, "ann")
    stranger = hubspot(world).contacts.add("stranger@people.example", world.clock.now())
    hubspot(world).events.set_part(event, stranger, "ATTENDED", world.clock.now())

    reconciliation(world.hubspot_run())

    ((kind, expected, found, _),) = open_differences(warehouse)
    assert (kind, expected, found) == ("extra", None, "ATTENDED")


def test_a_state_changed_by_hand_is_found(world: World, warehouse: Warehouse) -> None:
    event, dan = ids(world, "dan")
    hubspot(world).events.set_part(event, dan, "ATTENDED", world.clock.now())

    reconciliation(world.hubspot_run())

    ((kind, expected, found, _),) = open_differences(warehouse)
    assert (kind, expected, found) == ("state", "NO_SHOW", "ATTENDED")


def test_a_merged_contact_is_told_from_a_removed_one(world: World, warehouse: Warehouse) -> None:
    _, ann = ids(world, "ann")
    other = hubspot(world).contacts.add("ann.private@people.example", world.clock.now())
    hubspot(world).contacts.merge(other, ann)

    reconciliation(world.hubspot_run())

    ((kind, expected, found, cause),) = open_differences(warehouse)
    assert (kind, expected, found) == ("merged", str(ann), str(other))
    assert "merged" in cause


def test_two_of_ours_merged_into_one_leave_the_one(world: World, warehouse: Warehouse) -> None:
    _, ann = ids(world, "ann")
    _, ben = ids(world, "ben")
    hubspot(world).contacts.merge(ben, ann)

    reconciliation(world.hubspot_run())

    assert [(kind, found) for kind, _, found, _ in open_differences(warehouse)] == [
        ("merged", str(ben))
    ]


def test_times_that_hubspot_keeps_otherwise_are_found(world: World, warehouse: Warehouse) -> None:
    execute(
        warehouse,
        "update hubspot.sent_participations set left_at = left_at + interval '9 minutes'"
        " where email = :email",
        email=address("ben"),
    )
    execute(
        warehouse,
        "update hubspot.sent_participations set cancelled_at = cancelled_at - interval '1 day'"
        " where email = :email",
        email=address("cleo"),
    )

    reconciliation(world.hubspot_run())

    assert [
        (kind, expected, found) for kind, expected, found, _ in open_differences(warehouse)
    ] == [
        ("duration", str(43 * 60), str(34 * 60)),
        ("time", "2026-11-11T09:00:00+00:00", "2026-11-12T09:00:00+00:00"),
    ]


def test_an_attendance_that_zoom_took_back_is_told(world: World, warehouse: Warehouse) -> None:
    add_part(warehouse, WEBINAR, "ben", "no_show")

    assert world.push().success
    reconciliation(world.hubspot_run())

    ((kind, expected, found, cause),) = open_differences(warehouse)
    assert (kind, expected, found) == ("state", "NO_SHOW", "ATTENDED")
    assert "no way to take one back" in cause


def test_a_deleted_event_is_found_and_made_again_by_the_next_push(
    world: World, warehouse: Warehouse
) -> None:
    before = hubspot(world).snapshot()["events"]
    event, _ = ids(world, "ann")
    hubspot(world).events.delete(event)

    reconciliation(world.hubspot_run())
    assert [one[0] for one in open_differences(warehouse)] == ["event_missing"]

    assert world.push().success
    assert hubspot(world).snapshot()["events"] == before
    reconciliation(world.hubspot_run())
    assert open_differences(warehouse) == []


def test_an_event_of_hubspots_own_zoom_app_is_warned_of_once(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    own = ForeignEvent(
        7, "Zoom", ACCOUNT, str(WEBINAR), f"Webinar {WEBINAR}", "host@corp.example", START
    )
    world.connect_hubspot(Portal(TOKEN, events=(own,)))
    filled(world, warehouse)

    for _ in range(2):
        reconciliation(world.hubspot_run())

    assert [one[0] for one in open_differences(warehouse)] == ["native_event"]
    assert query(
        warehouse,
        "select object_key, cleared_at from sync.errors where code = 'native_app'",
    ) == [("events", None)]


def test_the_check_fails_only_beyond_the_threshold(world: World, warehouse: Warehouse) -> None:
    event, ann = ids(world, "ann")
    hubspot(world).events.set_part(event, ann, "EMPTY", world.clock.now())

    execute(warehouse, "update settings.sync set difference_threshold_percent = 25")
    reconciliation(world.hubspot_run())

    execute(warehouse, "update settings.sync set difference_threshold_percent = 24.99")
    with pytest.raises(TooManyDifferencesError, match="1 of 4 participations differ"):
        reconciliation(world.hubspot_run())
    assert query(
        warehouse, "select count(*) from sync.errors where code = 'too_many_differences'"
    ) == [(1,)]
