"""Contacts that people delete, merge, rename or name in HubSpot: the push respects it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import Contact, Portal
from tests.builders import TOKEN, add_contact, add_event, add_participation, address, execute
from tests.integration.hubspot.state import (
    WEBINAR,
    contact_id_of,
    hubspot,
    open_issues,
    planned_actions,
)
from webinar_sync.hubspot.push.plan import plan
from webinar_sync.hubspot.push.steps import push_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


def test_a_contact_deleted_after_it_was_read_is_held_back(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    add_event(warehouse, WEBINAR)
    add_participation(warehouse, WEBINAR, "ann", "no_show")
    world.push()
    hubspot(world).contacts.archive(contact_id_of(world, "ann"), world.clock.now())

    add_contact(warehouse, "ann", registrations=2)
    add_participation(warehouse, WEBINAR, "ann", "attended")
    report = world.push()  # learns of it by two refused rows
    assert report.success
    assert len(open_issues(warehouse)) == 2

    world.push()  # has read it again
    assert planned_actions(warehouse) == [
        ("contacts", "held_back"),
        ("participations", "held_back"),
    ]
    assert hubspot(world).snapshot()["contacts"] == {}


@pytest.mark.parametrize("how", ["archived", "archive searched by id only", "gone for good"])
def test_a_contact_that_was_pushed_and_deleted_is_not_created_again(
    make_world: Callable[..., World], warehouse: Warehouse, how: str
) -> None:
    world = make_world()
    portal = Portal(TOKEN, finds_archived_by_email=how == "archived")
    sandbox = world.connect_hubspot(portal)
    add_contact(warehouse, "ann")
    add_contact(warehouse, "ben")
    assert world.push().success
    for name in ("ann", "ben"):
        if how == "gone for good":
            sandbox.contacts.forget(contact_id_of(world, name))
        else:
            sandbox.contacts.archive(contact_id_of(world, name), world.clock.now())
    sandbox.contacts.add(address("ben"), world.clock.now())  # came back as another contact

    for registrations in (2, 3):  # the archive forgets, and is then searched again
        execute(
            warehouse,
            "update hubspot.addresses set read_at = '-infinity', archive_read_at = null",
        )
        for name in ("ann", "ben"):
            add_contact(warehouse, name, registrations=registrations)
        assert world.push().success
        sandbox.forget_archived_addresses()

    assert planned_actions(warehouse) == [("contacts", "held_back")]
    contacts = sandbox.snapshot()["contacts"]
    assert list(contacts) == [address("ben")]
    assert contacts[address("ben")]["webinar_sync_registrations_total"] == "3"


def test_a_pushed_contact_whose_address_somebody_changed_is_not_taken_for_deleted(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    assert world.push().success
    contact_id = contact_id_of(world, "ann")
    hubspot(world).contacts.rename(contact_id, "ann@elsewhere.example")

    execute(warehouse, "update hubspot.addresses set read_at = '-infinity', archive_read_at = null")
    add_contact(warehouse, "ann", registrations=2)
    assert world.push().success

    assert set(hubspot(world).snapshot()["contacts"]) == {
        "ann@elsewhere.example",
        address("ann"),
    }


def test_nobody_is_created_in_an_excluded_domain_whose_contact_lost_the_address(
    world: World, warehouse: Warehouse
) -> None:
    contact = hubspot(world).contacts.add(address("ann"), world.clock.now())
    execute(
        warehouse,
        "insert into settings.excluded_contact_domains values (:domain)",
        domain=address("ann").split("@")[1],
    )
    add_contact(warehouse, "ann")  # in marts because HubSpot had a contact
    hubspot(world).contacts.rename(contact, "ann@elsewhere.example")

    assert world.push().success

    assert planned_actions(warehouse) == [("contacts", "held_back")]
    assert list(hubspot(world).snapshot()["contacts"]) == ["ann@elsewhere.example"]


def test_a_merged_contact_is_held_back_as_a_secondary_address(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    world.push()
    other = hubspot(world).contacts.add("boss@people.example", world.clock.now())
    hubspot(world).contacts.merge(other, contact_id_of(world, "ann"))
    execute(warehouse, "update hubspot.addresses set read_at = '-infinity'")

    add_contact(warehouse, "ann", registrations=5)
    assert world.push().success

    assert planned_actions(warehouse) == [("contacts", "held_back")]
    boss = hubspot(world).snapshot()["contacts"]["boss@people.example"]
    assert "webinar_sync_registrations_total" not in boss


def test_a_name_that_somebody_wrote_since_the_load_is_not_written_over(
    world: World, warehouse: Warehouse
) -> None:
    """The load saw no contact; twenty minutes later, HubSpot has a contact."""
    add_contact(warehouse, "ann", first="Annie")
    push_step(world.hubspot_run(), "refresh_mirror")
    hubspot(world).contacts.add(address("ann"), world.clock.now(), firstname="Anna")
    execute(
        warehouse,
        "update hubspot.addresses set read_at = read_at - interval '20 min',"
        " archive_read_at = archive_read_at - interval '20 min'",
    )

    assert world.push().success

    ann = hubspot(world).snapshot()["contacts"][address("ann")]
    assert ann["firstname"] == "Anna"
    assert ann["webinar_sync_registrations_total"] == "1"


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
        email.split("@")[0]: (contact.get("firstname"), contact.get("lastname"))
        for email, contact in hubspot.snapshot()["contacts"].items()
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
