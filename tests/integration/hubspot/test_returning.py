"""People who leave marts, change and come back: HubSpot has what marts have, every time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    CANCELLED,
    add_contact,
    add_event,
    add_participation,
    address,
    execute,
    query,
)
from tests.integration.hubspot.state import (
    WEBINAR,
    contact_id_of,
    fill_marts,
    hubspot,
    participation_of,
    push_everything,
    remove_from_marts,
    states_by_name,
)
from webinar_sync.hubspot.push.participations import send_unacknowledged
from webinar_sync.hubspot.push.plan import plan
from webinar_sync.hubspot.push.steps import STEPS, push_step

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

FORGET_ADDRESSES = "update hubspot.addresses set read_at = '-infinity', archive_read_at = null"


@pytest.fixture
def world(world: World, warehouse: Warehouse) -> World:
    """Fill marts with one event and two contacts."""
    fill_marts(warehouse)
    return world


def test_who_cancelled_and_is_approved_again_is_registered(
    world: World, warehouse: Warehouse
) -> None:
    """Zoom keeps the time of the first registration, which HubSpot already has."""
    for state, expected in (
        ("registered", "REGISTERED"),
        ("cancelled", "CANCELLED"),
        ("registered", "REGISTERED"),
    ):
        add_participation(warehouse, WEBINAR, "ann", state)
        push_everything(world, warehouse)
        assert participation_of(world)["state"] == expected

    execute(
        warehouse,
        "update marts.participations set state = 'cancelled', cancelled_at = :at"
        " where email = :email",
        at=CANCELLED + timedelta(days=1),
        email=address("ann"),
    )
    push_everything(world, warehouse)
    assert participation_of(world)["state"] == "CANCELLED"


@pytest.mark.parametrize("state", ["registered", "attended", "cancelled"])
def test_who_was_withdrawn_and_comes_back_is_there_again(
    world: World, warehouse: Warehouse, state: str
) -> None:
    add_participation(warehouse, WEBINAR, "ann", state)
    push_everything(world, warehouse)
    for _ in range(2):
        remove_from_marts(warehouse, "ann")
        push_everything(world, warehouse)
        assert participation_of(world)["state"] == "CANCELLED"

        add_contact(warehouse, "ann")
        add_participation(warehouse, WEBINAR, "ann", state)
        push_everything(world, warehouse)
        assert participation_of(world)["state"] == state.upper()


def test_an_attendance_that_changes_again_and_again_is_sent_each_time(
    world: World, warehouse: Warehouse
) -> None:
    add_event(warehouse, WEBINAR)
    add_participation(warehouse, WEBINAR, "zoe", "no_show")
    for joined, left in ((0, 60), (0, 50), (5, 50), (5, 60)):
        add_participation(warehouse, WEBINAR, "ann", "attended", joined=joined, left=left)
        push_everything(world, warehouse)
        assert participation_of(world)["seconds"] == 60 * (left - joined)


def test_a_contact_that_got_another_primary_address_keeps_its_part(
    world: World, warehouse: Warehouse
) -> None:
    add_participation(warehouse, WEBINAR, "ann", "attended")
    push_everything(world, warehouse)
    contact_id = contact_id_of(world, "ann")
    hubspot(world).contacts.rename(contact_id, address("anna"))
    hubspot(world).contacts.add_secondary(contact_id, address("ann"))

    # What the next load makes of it, with match_secondary_emails on.
    remove_from_marts(warehouse, "ann")
    add_contact(warehouse, "anna")
    add_participation(warehouse, WEBINAR, "anna", "attended")
    execute(warehouse, FORGET_ADDRESSES)
    push_everything(world, warehouse)

    assert participation_of(world, "anna")["state"] == "ATTENDED"


@pytest.mark.parametrize("is_merged", [False, True], ids=["renamed", "merged"])
def test_a_contact_that_lost_its_address_is_no_no_show_of_what_the_person_attends(
    world: World, warehouse: Warehouse, is_merged: bool
) -> None:
    contacts = hubspot(world).contacts
    add_participation(warehouse, WEBINAR, "ann", "registered")
    assert world.push().success
    before = contact_id_of(world, "ann")
    if is_merged:  # HubSpot makes a new record of both
        other = contacts.add(address("other"), world.clock.now())
        contacts.merge_into_new(before, other, world.clock.now())
    else:
        contacts.rename(before, address("new"))

    world.clock.advance(60)  # of two states of a contact, the later one counts
    execute(warehouse, FORGET_ADDRESSES)
    add_contact(warehouse, "ann", attendances=1)
    add_participation(warehouse, WEBINAR, "ann", "attended")
    add_event(warehouse, WEBINAR)
    add_participation(warehouse, WEBINAR, "zoe", "no_show")
    assert world.push().success
    assert world.push().success

    assert plan(warehouse) == []
    states = {"ann": "ATTENDED", "zoe": "NO_SHOW", "new": "CANCELLED"}
    if is_merged:
        del states["new"]
    assert states_by_name(world) == states


@pytest.mark.parametrize("fault", ["pending", "unanswered_rows", "html_502"])
def test_an_event_waits_until_hubspot_has_taken_that_a_contact_lost_its_address(
    world: World, warehouse: Warehouse, fault: str
) -> None:
    add_participation(warehouse, WEBINAR, "ann", "registered")
    assert world.push().success
    before = contact_id_of(world, "ann")
    hubspot(world).contacts.rename(before, address("new"))
    world.clock.advance(60)
    execute(warehouse, FORGET_ADDRESSES)
    add_contact(warehouse, "ann", attendances=1)
    add_participation(warehouse, WEBINAR, "ann", "attended")
    add_event(warehouse, WEBINAR)
    add_participation(warehouse, WEBINAR, "zoe", "no_show")

    options = {"text": str(before)} if fault == "unanswered_rows" else {}
    hubspot(world).faults.add(fault, "/cancel/create", **options)
    world.push()
    assert states_by_name(world)["new"] != "NO_SHOW"
    assert query(warehouse, "select completed_at from hubspot.sent_events") == [(None,)]

    hubspot(world).faults.clear()
    assert world.push().success
    assert plan(warehouse) == []
    assert states_by_name(world) == {"ann": "ATTENDED", "new": "CANCELLED", "zoe": "NO_SHOW"}
    assert query(warehouse, "select completed_at from hubspot.sent_events") != [(None,)]


def test_a_contact_that_gets_its_address_back_is_registered_again(
    world: World, warehouse: Warehouse
) -> None:
    contacts = hubspot(world).contacts
    add_participation(warehouse, WEBINAR, "ann", "registered")
    assert world.push().success
    before = contact_id_of(world, "ann")
    contacts.rename(before, address("new"))
    world.clock.advance(60)
    execute(warehouse, FORGET_ADDRESSES)
    add_contact(warehouse, "ann", registrations=2)
    push_everything(world, warehouse)
    assert states_by_name(world)["ann"] == "REGISTERED"
    assert states_by_name(world)["new"] == "CANCELLED"

    contacts.archive(contact_id_of(world, "ann"), world.clock.now())
    contacts.rename(before, address("ann"))
    world.clock.advance(60)
    execute(warehouse, FORGET_ADDRESSES)
    add_contact(warehouse, "ann", registrations=3)
    push_everything(world, warehouse)

    assert participation_of(world)["state"] == "REGISTERED"
    assert contact_id_of(world, "ann") == before


@pytest.mark.parametrize("is_going_too", [False, True])
def test_who_was_merged_makes_no_no_show_of_the_contact_that_is_left(
    world: World, warehouse: Warehouse, is_going_too: bool
) -> None:
    add_contact(warehouse, "boss")
    if is_going_too:
        add_participation(warehouse, WEBINAR, "boss", "registered")
    add_participation(warehouse, WEBINAR, "ann", "registered")
    assert world.push().success
    hubspot(world).contacts.merge(contact_id_of(world, "boss"), contact_id_of(world, "ann"))
    world.clock.advance(60)
    execute(warehouse, FORGET_ADDRESSES)
    add_contact(warehouse, "ann", registrations=2)
    assert world.push().success  # it sees the merge

    # What the next load makes of it: nothing that ann does counts.
    remove_from_marts(warehouse, "ann")
    add_event(warehouse, WEBINAR)
    add_participation(warehouse, WEBINAR, "zoe", "no_show")
    if is_going_too:
        add_participation(warehouse, WEBINAR, "boss", "no_show")
    assert world.push().success

    assert plan(warehouse) == []
    assert states_by_name(world) == {
        "boss": "NO_SHOW" if is_going_too else "CANCELLED",
        "zoe": "NO_SHOW",
    }


def test_a_contact_that_came_back_with_another_id_has_its_history(
    world: World, warehouse: Warehouse
) -> None:
    add_participation(warehouse, WEBINAR, "ann", "attended")
    push_everything(world, warehouse)
    contact_id = contact_id_of(world, "ann")
    hubspot(world).contacts.archive(contact_id, world.clock.now())
    hubspot(world).contacts.add(address("ann"), world.clock.now())

    execute(warehouse, FORGET_ADDRESSES)
    add_contact(warehouse, "ann", registrations=2)  # what changes is read again before it is sent
    push_everything(world, warehouse)

    assert participation_of(world)["state"] == "ATTENDED"


@pytest.mark.parametrize("table", ["contacts", "participations", "marketing_events"])
def test_emptied_marts_withdraw_nobody(world: World, warehouse: Warehouse, table: str) -> None:
    execute(
        warehouse,
        "insert into sync.outcomes (account_id, webinar_id, occurrence_key, subject, subject_key,"
        " email, code, connections, run_id) values ('a', 1, '2026-11-18', 'registration', 'r',"
        " null, 'synced', 0, 'test')",
    )
    push_everything(world, warehouse)
    before = hubspot(world).snapshot()

    execute(warehouse, f"delete from marts.{table}")
    report = world.push()

    assert not report.success
    assert "marts were emptied" in report.message
    assert hubspot(world).snapshot() == before


def test_what_vanishes_while_a_push_goes_on_is_the_next_pushs(
    world: World, warehouse: Warehouse
) -> None:
    add_participation(warehouse, WEBINAR, "ann", "registered")
    push_everything(world, warehouse)
    remove_from_marts(warehouse, "ann")

    send_unacknowledged(world.hubspot_run())  # as if it vanished after the push looked for what has

    assert participation_of(world)["state"] == "REGISTERED"
    push_everything(world, warehouse)
    assert participation_of(world)["state"] == "CANCELLED"


def test_the_steps_one_by_one_leave_nothing_for_a_second_push(
    world: World, warehouse: Warehouse
) -> None:
    add_participation(warehouse, WEBINAR, "ann", "attended")
    run = world.hubspot_run()
    for step in STEPS:
        push_step(run, step)

    assert plan(warehouse) == []


def test_what_the_brake_holds_is_not_cancelled_for_an_address_merged_into_it(
    world: World, warehouse: Warehouse
) -> None:
    """All of a webinar vanish by mistake, and come back."""
    names = ("zoe", "pia", "ben", "cleo")
    for name in ("ann", *names):
        add_contact(warehouse, name)
        add_participation(warehouse, WEBINAR, name, "registered")
    push_everything(world, warehouse)
    contacts = hubspot(world).contacts
    contacts.merge(contact_id_of(world, "zoe"), contact_id_of(world, "ann"))
    for name in ("ann", *names):
        remove_from_marts(warehouse, name)
    execute(warehouse, FORGET_ADDRESSES)
    assert world.push().success

    for name in names:
        add_contact(warehouse, name)
        add_participation(warehouse, WEBINAR, name, "registered")
    assert world.push().success
    assert states_by_name(world) == dict.fromkeys(names, "REGISTERED")


def test_what_the_brake_holds_is_not_cancelled_for_what_was_left_before(
    world: World, warehouse: Warehouse
) -> None:
    """HubSpot had not taken the cancellation of a part that was told anew since."""
    names = ("zoe", "pia", "ben", "cleo")
    for name in names:
        add_contact(warehouse, name)
        add_participation(warehouse, WEBINAR, name, "registered")
    push_everything(world, warehouse)
    execute(
        warehouse,
        "insert into hubspot.left_registrations select account_id, webinar_id, occurrence_key,"
        " contact_id, now(), false, 'test' from hubspot.sent_participations where email = :email",
        email=address("zoe"),
    )
    for name in names:
        remove_from_marts(warehouse, name)
    assert world.push().success
    assert states_by_name(world) == dict.fromkeys(names, "REGISTERED")
