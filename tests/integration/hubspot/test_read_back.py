"""Our properties are read back: what somebody wrote over is recorded once, and sent again."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.hubspot.model import NATIVE_PROPERTIES, Portal
from tests.builders import (
    ACCOUNT,
    TOKEN,
    add_contact,
    add_crowd,
    add_event,
    add_participation,
    address,
    execute,
    query,
)
from tests.integration.hubspot.state import WEBINAR, contact_id_of, hubspot, planned_actions
from webinar_sync.hubspot.endpoints import READ_CONTACTS
from webinar_sync.hubspot.push.steps import push_step
from webinar_sync.hubspot.reconcile.reconciliation import reconcile

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.hubspot.endpoints import Endpoint
    from webinar_sync.warehouse.engine import Warehouse

TOTAL = "webinar_sync_registrations_total"
READ = "POST /crm/objects/{version}/contacts/batch/read"


def overwrite(world: World, name: str, **values: str) -> None:
    """Write over our properties of a contact, as a HubSpot user does; an empty text empties."""
    properties = hubspot(world).contacts.records[contact_id_of(world, name)].properties
    properties |= values
    for field in [field for field, value in values.items() if not value]:
        del properties[field]


def property_of(world: World, name: str, field: str = TOTAL) -> str | None:
    """Return a property of a contact as HubSpot has it."""
    value: str | None = hubspot(world).snapshot()["contacts"][address(name)].get(field)
    return value


def open_differences(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return kind, expected and actual value of what is not cleared."""
    return query(
        warehouse,
        "select kind, expected, actual from hubspot.differences where cleared_at is null",
    )


@pytest.mark.parametrize("value", ["77", ""])
def test_what_somebody_wrote_over_is_noticed_at_night_and_sent_again(
    world: World, warehouse: Warehouse, value: str
) -> None:
    add_contact(warehouse, "ann", registrations=3)
    assert world.push().success
    overwrite(world, "ann", **{TOTAL: value})

    assert reconcile(world.hubspot_run())["differences"] == 1

    expected = [("property", f"{TOTAL} 3", f"{TOTAL} {value or 'empty'}")]
    assert open_differences(warehouse) == expected
    assert planned_actions(warehouse) == [("contacts", "update")]
    assert world.push().success
    assert property_of(world, "ann") == "3"
    assert open_differences(warehouse) == []
    assert reconcile(world.hubspot_run())["differences"] == 0


def test_what_somebody_wrote_over_is_noticed_by_the_next_mirror(
    world: World, warehouse: Warehouse
) -> None:
    """The push reads the contact for another reason: it registered for something."""
    add_contact(warehouse, "ann", percent=62.5, registrations=3)
    add_event(warehouse, WEBINAR)
    assert world.push().success
    overwrite(world, "ann", webinar_sync_average_attendance_percent="1")
    execute(warehouse, "update hubspot.addresses set read_at = '-infinity'")
    add_participation(warehouse, WEBINAR, "ann", "attended")

    assert world.push().success

    assert property_of(world, "ann", "webinar_sync_average_attendance_percent") == "62.50"


def test_a_thirtieth_of_the_contacts_is_read_each_night_and_nobody_twice(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, WEBINAR, 61)
    execute(warehouse, "delete from marts.marketing_events")
    execute(warehouse, "delete from marts.participations")
    assert world.push().success
    overwrite(world, "crowd61", **{TOTAL: "5"})
    run = world.hubspot_run()

    world.hubspot_requests()
    counts = [Counter(reconcile(run)) for _ in range(30)]

    assert Counter(world.hubspot_requests())[READ] == 30
    assert [count["addresses_read"] for count in counts] == [3] * 30
    assert sum(count["contacts_overwritten"] for count in counts) == 1
    assert query(
        warehouse, "select count(*) from hubspot.addresses where run_id = :r", r=run.run_id
    ) == [(61,)]


def test_what_was_sent_since_the_request_is_not_taken_for_written_over(
    world: World, warehouse: Warehouse
) -> None:
    """A sync reads the old value while a push sends the new one."""
    add_contact(warehouse, "ann", registrations=3)
    assert world.push().success
    run = world.hubspot_run()
    call = run.client.call

    def push_meanwhile(endpoint: Endpoint, *arguments: Any, **options: Any) -> Any:
        answer = call(endpoint, *arguments, **options)
        if endpoint is READ_CONTACTS:
            add_contact(warehouse, "ann", registrations=4)
            push_step(world.hubspot_run(), "push_contacts")
        return answer

    run.client.call = push_meanwhile  # type: ignore[method-assign]
    counts = reconcile(run)

    assert property_of(world, "ann") == "4"
    assert counts["differences"] == 0
    assert planned_actions(warehouse) == []


def test_no_join_link_stands_in_a_difference(world: World, warehouse: Warehouse) -> None:
    link = "https://zoom.example/w/840?tk=Q7_ZK9"
    add_contact(warehouse, "ann", url=link)
    assert world.push().success
    overwrite(world, "ann", webinar_sync_last_registered_url="https://zoom.example/w/other")

    reconcile(world.hubspot_run())

    ((_, expected, actual),) = open_differences(warehouse)
    assert expected == actual == "webinar_sync_last_registered_url a link"
    assert world.push().success
    assert property_of(world, "ann", "webinar_sync_last_registered_url") == link


def test_the_properties_that_are_set_up_are_read(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    world.connect_hubspot(Portal(TOKEN, properties=NATIVE_PROPERTIES))
    execute(warehouse, "update settings.sync set contact_properties = 'native'")
    add_contact(warehouse, "ann", percent=50, registrations=3)
    assert world.push().success
    overwrite(world, "ann", zoom_webinar_registration_count="9")

    assert reconcile(world.hubspot_run())["differences"] == 1
    ((properties,),) = query(warehouse, "select properties::text from hubspot.contacts")
    assert json.loads(properties) == {
        "average_attendance_percent": "50.00",
        "last_registered_url": "",
        "registrations_total": "9",
        "attendances_total": "0",
    }
    assert world.push().success
    assert property_of(world, "ann", "zoom_webinar_registration_count") == "3"


def test_an_attendee_who_was_merged_is_noticed_though_the_event_is_old(
    world: World, warehouse: Warehouse
) -> None:
    add_event(warehouse, WEBINAR)
    for name in ("ann", "ben"):
        add_contact(warehouse, name)
        add_participation(warehouse, WEBINAR, name, "attended")
    assert world.push().success
    execute(warehouse, "update hubspot.sent_participations set sent_at = '2025-01-01'")
    execute(
        warehouse,
        "update hubspot.sent_events set starts_at = '2025-01-01',"
        " completed_starts_at = '2025-01-01'",
    )
    execute(warehouse, "update hubspot.addresses set read_at = now() where email like 'ann%'")
    hubspot(world).contacts.merge(contact_id_of(world, "ann"), contact_id_of(world, "ben"))

    reconcile(world.hubspot_run())

    assert (address("ben"), "secondary_email") in query(
        warehouse, "select email, code from hubspot.address_statuses"
    )
    assert ("participations", "attend") in planned_actions(warehouse)
    assert query(warehouse, "select account_id, email from hubspot.merged_participations") == [
        (ACCOUNT, address("ben"))
    ]


@pytest.mark.parametrize("is_deleted", [True, False], ids=["deleted", "got another address"])
def test_reading_back_makes_no_contact_of_an_address_that_nobody_has_any_more(
    world: World, warehouse: Warehouse, is_deleted: bool
) -> None:
    add_contact(warehouse, "ann")
    assert world.push().success
    contacts, ann = hubspot(world).contacts, contact_id_of(world, "ann")
    if is_deleted:
        contacts.archive(ann, world.clock.now())
    else:
        contacts.rename(ann, "ann@elsewhere.example")

    assert reconcile(world.hubspot_run())["differences"] == 0

    assert planned_actions(warehouse) == []
    assert world.push().success
    assert address("ann") not in hubspot(world).snapshot()["contacts"]
