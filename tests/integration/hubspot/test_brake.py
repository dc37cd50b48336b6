"""The brake: more than a tenth, and more than two, are not removed from HubSpot in one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    ACCOUNT,
    add_contact,
    add_event,
    add_participation,
    address,
    execute,
    query,
)
from tests.builders.erased import insert_unfinished_erasure
from tests.integration.hubspot.state import WEBINAR, hubspot, open_issues, remove_from_marts
from webinar_sync.hubspot.gate.state import Wishes
from webinar_sync.hubspot.push.plan import has_work, make_plan, plan
from webinar_sync.hubspot.reconcile.reconciliation import reconcile

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

BEYOND = Wishes(beyond_brake=True)


def fill(world: World, warehouse: Warehouse, events: int = 10) -> None:
    """Push events, and a contact who takes part in the first one."""
    for number in range(events):
        add_event(warehouse, WEBINAR + number)
    add_contact(warehouse, "ann")
    add_participation(warehouse, WEBINAR, "ann", "attended")
    assert world.push().success


def leave(warehouse: Warehouse, events: int) -> None:
    """Take all events but the first ones out of marts."""
    execute(
        warehouse,
        "delete from marts.marketing_events where webinar_id >= :first",
        first=WEBINAR + events,
    )


def count_events(world: World) -> int:
    """Return how many events HubSpot has."""
    return len(hubspot(world).snapshot()["events"])


def test_nine_of_ten_events_wait_for_a_form(world: World, warehouse: Warehouse) -> None:
    """A domain excluded by mistake with on_exclude: withdraw; HubSpot cannot bring events back."""
    fill(world, warehouse)
    leave(warehouse, 1)
    world.hubspot_requests()
    world.push()

    assert count_events(world) == 10
    assert world.hubspot_requests() == []
    ((kind, key, code, message),) = open_issues(warehouse)
    assert (kind, key, code) == ("hubspot brake", "marketing_event delete", "brake")
    assert message == (
        "9 of the 10 events that HubSpot holds are to be deleted, which is more than a tenth in "
        "one day: none of them is."
    )
    assert not has_work(plan(warehouse))
    assert ["9 events wait to be deleted" in line for line in make_plan(warehouse).waits] == [True]

    world.push(BEYOND)
    assert count_events(world) == 1
    assert open_issues(warehouse) == []
    assert query(warehouse, "select count(*) from hubspot.allowed_removals") == [(0,)]


def test_what_hubspot_was_told_of_events_that_wait_to_be_deleted_is_still_known(
    world: World, warehouse: Warehouse
) -> None:
    fill(world, warehouse)
    leave(warehouse, 0)
    execute(warehouse, "delete from marts.participations")
    world.push()

    assert query(warehouse, "select count(*) from hubspot.sent_participations") == [(1,)]
    assert reconcile(world.hubspot_run())["differences"] == 0

    world.push(BEYOND)
    assert query(warehouse, "select count(*) from hubspot.sent_participations") == [(0,)]
    assert count_events(world) == 0


def test_two_go_and_the_form_counts_once(world: World, warehouse: Warehouse) -> None:
    fill(world, warehouse)
    leave(warehouse, 8)
    world.push()
    assert count_events(world) == 8

    leave(warehouse, 7)  # many small batches are one day's work, too
    world.push()
    assert count_events(world) == 8
    world.push(BEYOND)
    assert count_events(world) == 7

    leave(warehouse, 5)
    world.push()
    assert count_events(world) == 7
    execute(warehouse, "update hubspot.removals set removed_at = removed_at - interval '1 day'")
    world.push()
    assert count_events(world) == 5


def test_a_form_allows_what_waited_and_nothing_that_vanishes_later(
    world: World, warehouse: Warehouse
) -> None:
    fill(world, warehouse)
    leave(warehouse, 6)
    hubspot(world).faults.add("revoked_token", "batch/archive", times=1)
    world.push(BEYOND)
    leave(warehouse, 1)
    world.push()

    assert count_events(world) == 6


def test_what_was_cancelled_before_hubspot_knew_it_is_cancelled_there(
    world: World, warehouse: Warehouse
) -> None:
    for number in range(4):
        add_event(
            warehouse,
            WEBINAR + number,
            status="cancelled",
            started_at=None,
            ended_at=None,
            settled_at=None,
        )
    world.push()

    events = hubspot(world).snapshot()["events"].values()
    assert [event.get("eventCancelled") for event in events] == [True] * 4


def test_cancelled_events_wait_as_well(world: World, warehouse: Warehouse) -> None:
    fill(world, warehouse, events=5)
    execute(
        warehouse,
        "update marts.marketing_events set status = 'cancelled', started_at = null,"
        " ended_at = null, settled_at = null where webinar_id > :first",
        first=WEBINAR,
    )
    world.push()
    events = hubspot(world).snapshot()["events"].values()
    assert not any(event.get("eventCancelled") for event in events)
    assert [key for _, key, _, _ in open_issues(warehouse)] == ["marketing_event cancel"]

    world.push(BEYOND)
    events = hubspot(world).snapshot()["events"].values()
    assert sum(bool(event.get("eventCancelled")) for event in events) == 4


def test_who_comes_back_while_the_brake_holds_was_never_gone(
    world: World, warehouse: Warehouse
) -> None:
    names = ("ann", "ben", "cleo")
    add_event(warehouse, WEBINAR)
    for name in names:
        add_contact(warehouse, name)
        add_participation(warehouse, WEBINAR, name, "attended")
    world.push()
    for name in names:
        remove_from_marts(warehouse, name)
    world.push()
    for name in names:
        add_contact(warehouse, name)
        add_participation(warehouse, WEBINAR, name, "attended")
    world.hubspot_requests()
    world.push()

    assert world.hubspot_requests() == []
    assert open_issues(warehouse) == []


@pytest.mark.parametrize("is_excluded", [False, True])
def test_what_vanished_waits_while_its_webinar_is_to_be_loaded_anew(
    world: World, warehouse: Warehouse, is_excluded: bool
) -> None:
    """Switched off, withdrawn, and switched on again: the next load brings it back."""
    fill(world, warehouse, events=2)
    leave(warehouse, 1)
    execute(
        warehouse,
        "insert into zoom.webinars (account_id, webinar_id, first_seen_at, run_id)"
        " values (:account, :webinar, now(), 'test')",
        account=ACCOUNT,
        webinar=WEBINAR + 1,
    )
    if is_excluded:
        execute(warehouse, "update settings.sync set on_exclude = 'withdraw'")
        execute(
            warehouse,
            "insert into settings.webinars values (:account, :webinar, false)",
            account=ACCOUNT,
            webinar=WEBINAR + 1,
        )
    world.push()

    assert count_events(world) == (1 if is_excluded else 2)
    assert len(make_plan(warehouse).waits) == (0 if is_excluded else 1)


@pytest.mark.parametrize("is_erased", [False, True])
def test_people_who_vanish_wait_unless_they_asked_to_be_forgotten(
    world: World, warehouse: Warehouse, is_erased: bool
) -> None:
    names = ("ann", "ben", "cleo", "dan")
    add_event(warehouse, WEBINAR)
    for name in names:
        add_contact(warehouse, name)
        add_participation(warehouse, WEBINAR, name, "attended")
    add_contact(warehouse, "zoe")
    add_participation(warehouse, WEBINAR, "zoe", "attended")
    world.push()
    for name in names:
        remove_from_marts(warehouse, name)
        if is_erased:
            insert_unfinished_erasure(warehouse, address(name), is_loaded=True)
    world.push()

    contacts = hubspot(world).snapshot()["contacts"]
    totals = [contacts[address(name)].get("webinar_sync_registrations_total") for name in names]
    assert totals == [None if is_erased else "1"] * 4
    keys = [key for _, key, _, _ in open_issues(warehouse)]
    assert keys == ([] if is_erased else ["contact withdraw", "participation withdraw"])
