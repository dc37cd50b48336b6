"""The properties of contacts: set up again when deleted, and HubSpot's native ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.hubspot.model import NATIVE_PROPERTIES, Portal
from tests.builders import TOKEN, add_contact, address, execute
from tests.integration.hubspot.state import hubspot, open_issues

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


def test_a_property_deleted_by_hand_is_set_up_again(world: World, warehouse: Warehouse) -> None:
    add_contact(warehouse, "ann")
    add_contact(warehouse, "ben", attendances=7)
    world.push()
    hubspot(world).delete_property("webinar_sync_attendances_total")
    for record in hubspot(world).contacts.records.values():  # with it went its values
        record.properties.pop("webinar_sync_attendances_total", None)

    add_contact(warehouse, "ann", attendances=1)
    assert "made again" in world.push().message
    assert world.push().success
    contacts = hubspot(world).snapshot()["contacts"]
    assert contacts[address("ann")]["webinar_sync_attendances_total"] == "1"
    assert contacts[address("ben")]["webinar_sync_attendances_total"] == "7"
    assert open_issues(warehouse) == []


def test_native_properties_are_written_where_they_can_be(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    locked = "zoom_webinar_attendance_count"
    properties = tuple(
        replace(native, is_read_only=native.name == locked) for native in NATIVE_PROPERTIES
    )
    world.connect_hubspot(Portal(TOKEN, properties=properties))
    add_contact(warehouse, "ann", percent=62.5, registrations=3, attendances=2, url="https://j")
    world.push()

    execute(warehouse, "update settings.sync set contact_properties = 'native'")
    add_contact(warehouse, "ben")
    assert world.push().success

    ann = hubspot(world).snapshot()["contacts"][address("ann")]
    assert ann["zoom_webinar_attendance_average_duration"] == "62.50"
    assert ann["zoom_webinar_joinlink"] == "https://j"
    assert ann["zoom_webinar_registration_count"] == "3"
    assert ann["webinar_sync_attendances_total"] == "2"
    assert locked not in ann
    ((_, _, code, message),) = open_issues(warehouse)
    assert code == "read_only"
    assert locked in message
