"""Contacts that somebody makes, names, merges or deletes while a push is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import Contact, Portal
from tests.builders import TOKEN, add_contact, add_crowd, address, query
from tests.integration.hubspot.state import contact_id_of, hubspot, open_issues, planned_actions
from webinar_sync.hubspot.push.steps import push_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

CREATE = "objects/2026-03/contacts/batch/create"
TOTAL = "webinar_sync_registrations_total"
OWN_NAMES = {"firstname": "Anneliese", "lastname": "Written by herself"}


def names_of(world: World, name: str = "ann") -> dict[str, str]:
    """Return first and last name of a contact, as HubSpot has them."""
    contact = hubspot(world).snapshot()["contacts"][address(name)]
    return {field: contact[field] for field in ("firstname", "lastname") if field in contact}


def test_names_of_a_contact_made_since_the_mirror_was_read_stay(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, 91000000001, 20)
    add_contact(warehouse, "ann", registrations=3)
    push_step(world.hubspot_run(), "refresh_mirror")
    hubspot(world).contacts.add(address("ann"), world.clock.now(), **OWN_NAMES)
    world.hubspot_requests()

    counts = push_step(world.hubspot_run(), "push_contacts")

    assert names_of(world) == OWN_NAMES
    assert hubspot(world).snapshot()["contacts"][address("ann")][TOTAL] == "3"
    assert (counts["contacts_created"], counts["contacts_updated"]) == (20, 1)
    assert open_issues(warehouse) == []
    # One duplicate costs one reading and one update, and no other row anything.
    batches = [template for template in world.hubspot_requests() if "objects" in template]
    assert [template.rsplit("/", 1)[-1] for template in batches] == ["create", "read", "update"]


def test_a_conflict_that_fails_the_whole_batch_costs_itself_alone(
    world: World, warehouse: Warehouse
) -> None:
    """As HubSpot answers without trace ids: 409 for all rows."""
    add_crowd(warehouse, 91000000001, 4)
    push_step(world.hubspot_run(), "refresh_mirror")
    hubspot(world).contacts.add(address("crowd2"), world.clock.now(), firstname="Own")
    hubspot(world).faults.add("status", CREATE, status=409, times=2)

    assert world.push().success

    contacts = hubspot(world).snapshot()["contacts"]
    assert {email: contact[TOTAL] for email, contact in contacts.items()} == {
        address(f"crowd{number}"): "1" for number in range(1, 5)
    }
    assert contacts[address("crowd2")]["firstname"] == "Own"


def test_a_name_written_into_a_known_contact_since_the_mirror_was_read_stays(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    world.connect_hubspot(
        Portal(TOKEN, contacts=(Contact(address("ann")), Contact(address("ben"))))
    )
    for name in ("ann", "ben"):
        add_contact(warehouse, name)
    push_step(world.hubspot_run(), "refresh_mirror")
    hubspot(world).contacts.records[contact_id_of(world, "ann")].properties["firstname"] = "Own"

    push_step(world.hubspot_run(), "push_contacts")

    assert names_of(world) == {"firstname": "Own", "lastname": "Last"}
    assert names_of(world, "ben") == {"firstname": "First", "lastname": "Last"}


def test_a_contact_that_has_the_address_as_a_secondary_one_by_now_is_no_second_contact(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    push_step(world.hubspot_run(), "refresh_mirror")
    boss = hubspot(world).contacts.add("boss@people.example", world.clock.now())
    hubspot(world).contacts.add_secondary(boss, address("ann"))

    assert world.push().success

    assert list(hubspot(world).snapshot()["contacts"]) == ["boss@people.example"]
    assert planned_actions(warehouse) == [("contacts", "held_back")]
    assert open_issues(warehouse) == []


@pytest.mark.parametrize("path", [CREATE, "properties/2026-03/contacts/batch/create"])
def test_a_creation_whose_answer_is_lost_makes_one_contact_with_its_names(
    world: World, warehouse: Warehouse, path: str
) -> None:
    add_contact(warehouse, "ann")
    hubspot(world).faults.add("drop_answer", path, times=1)

    assert world.push().success

    assert names_of(world) == {"firstname": "First", "lastname": "Last"}
    assert len(hubspot(world).contacts.records) == 1
    assert planned_actions(warehouse) == []


@pytest.mark.parametrize("is_gone_for_good", [False, True])
def test_an_update_of_a_deleted_contact_that_hubspot_passes_over_in_silence(
    world: World, warehouse: Warehouse, is_gone_for_good: bool
) -> None:
    add_contact(warehouse, "ann")
    assert world.push().success
    contacts, contact_id = hubspot(world).contacts, contact_id_of(world, "ann")
    if is_gone_for_good:
        contacts.forget(contact_id)
    else:
        contacts.archive(contact_id, world.clock.now())
    add_contact(warehouse, "ann", registrations=2)

    world.push()
    assert ["NOT_ANSWERED" in message for *_, message in open_issues(warehouse)] == [True]
    world.push()

    assert planned_actions(warehouse) == [("contacts", "held_back")]
    assert query(
        warehouse,
        "select code from hubspot.address_statuses where email = :email",
        email=address("ann"),
    ) == [("deleted_contact",)]
    assert hubspot(world).snapshot()["contacts"] == {}
