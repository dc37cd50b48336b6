"""People and events that go, change and come back: HubSpot has what marts have, every time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.hubspot.model import Contact, Portal
from tests.integration.hubspot.marts import (
    CANCELLED,
    REGISTERED,
    add_contact,
    add_event,
    add_part,
    address,
)
from tests.worlds import TOKEN, World, execute, query
from webinar_sync.hubspot.push.participations import _push_all
from webinar_sync.hubspot.push.steps import STEPS, plan, push_step
from webinar_sync.hubspot.reconcile import reconciliation

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.hubspot.server import HubspotSandbox
    from webinar_sync.warehouse.engine import Warehouse

WEBINAR = 91000000001
FORGET_ADDRESSES = "update hubspot.addresses set read_at = '-infinity', archive_read_at = null"


@pytest.fixture
def world(make_world: Callable[..., World], warehouse: Warehouse) -> World:
    """Serve a HubSpot account that knows nobody, and fill marts with one event and one contact."""
    found = make_world()
    found.connect_hubspot()
    add_event(warehouse, WEBINAR, settled_at=None)
    for name in ("ann", "zoe"):
        add_contact(warehouse, name)
    add_part(warehouse, WEBINAR, "zoe", "registered")
    return found


def hubspot(world: World) -> HubspotSandbox:
    """Return the account as a HubSpot user has it before them."""
    assert world.hubspot is not None
    return world.hubspot


def seen(world: World, name: str = "ann") -> dict[str, Any] | None:
    """Return somebody's part as HubSpot has it."""
    (event,) = hubspot(world).snapshot()["events"].values()
    found: dict[str, Any] | None = event["people"].get(address(name))
    return found


def settle(world: World, warehouse: Warehouse) -> None:
    """Push: then nothing is left to be sent, and nothing differs."""
    report = world.push()
    assert report.success, report.message
    assert plan(warehouse) == []
    assert reconciliation(world.hubspot_run())["differences"] == 0


def remove(warehouse: Warehouse, name: str) -> None:
    """Take somebody out of marts, as a load does when the rules leave them out."""
    for table in ("participations", "contacts"):
        execute(warehouse, f"delete from marts.{table} where email = :email", email=address(name))


def test_who_cancelled_and_is_approved_again_is_registered(
    world: World, warehouse: Warehouse
) -> None:
    """Zoom keeps the time of the first registration, which HubSpot has heard already."""
    for state, wanted in (
        ("registered", "REGISTERED"),
        ("cancelled", "CANCELLED"),
        ("registered", "REGISTERED"),
    ):
        add_part(warehouse, WEBINAR, "ann", state)
        settle(world, warehouse)
        part = seen(world)
        assert part is not None
        assert part["state"] == wanted

    execute(
        warehouse,
        "update marts.participations set state = 'cancelled', cancelled_at = :at"
        " where email = :email",
        at=CANCELLED + timedelta(days=1),
        email=address("ann"),
    )
    settle(world, warehouse)
    part = seen(world)
    assert part is not None
    assert part["state"] == "CANCELLED"


@pytest.mark.parametrize("state", ["registered", "attended", "cancelled"])
def test_who_was_withdrawn_and_comes_back_is_there_again(
    world: World, warehouse: Warehouse, state: str
) -> None:
    add_part(warehouse, WEBINAR, "ann", state)
    settle(world, warehouse)
    for _ in range(2):
        remove(warehouse, "ann")
        settle(world, warehouse)
        part = seen(world)
        assert part is not None
        assert part["state"] == "CANCELLED"

        add_contact(warehouse, "ann")
        add_part(warehouse, WEBINAR, "ann", state)
        settle(world, warehouse)
        part = seen(world)
        assert part is not None
        assert part["state"] == state.upper()


def test_an_attendance_that_changes_again_and_again_is_told_each_time(
    world: World, warehouse: Warehouse
) -> None:
    for joined, left in ((0, 60), (0, 50), (0, 40), (5, 40), (5, 60)):
        add_part(warehouse, WEBINAR, "ann", "attended", joined=joined, left=left)
        settle(world, warehouse)
        part = seen(world)
        assert part is not None
        assert part["seconds"] == 60 * (left - joined)


def test_a_contact_that_got_another_primary_address_keeps_its_part(
    world: World, warehouse: Warehouse
) -> None:
    add_part(warehouse, WEBINAR, "ann", "attended")
    settle(world, warehouse)
    record = hubspot(world).contacts.by_email(address("ann"))
    assert record is not None
    hubspot(world).contacts.rename(record.contact_id, address("anna"))
    hubspot(world).contacts.add_secondary(record.contact_id, address("ann"))

    # What the next load makes of it, with match_secondary_emails on.
    remove(warehouse, "ann")
    add_contact(warehouse, "anna")
    add_part(warehouse, WEBINAR, "anna", "attended")
    execute(warehouse, FORGET_ADDRESSES)
    settle(world, warehouse)

    part = seen(world, "anna")
    assert part is not None
    assert part["state"] == "ATTENDED"


def test_a_contact_that_came_back_with_another_id_has_its_history(
    world: World, warehouse: Warehouse
) -> None:
    add_part(warehouse, WEBINAR, "ann", "attended")
    settle(world, warehouse)
    record = hubspot(world).contacts.by_email(address("ann"))
    assert record is not None
    hubspot(world).contacts.archive(record.contact_id, world.clock.now())
    hubspot(world).contacts.add(address("ann"), world.clock.now())

    execute(warehouse, FORGET_ADDRESSES)
    add_contact(warehouse, "ann", registrations=2)  # what changes is read again before it is sent
    settle(world, warehouse)

    part = seen(world)
    assert part is not None
    assert part["state"] == "ATTENDED"


@pytest.mark.parametrize("table", ["contacts", "participations", "marketing_events"])
def test_emptied_marts_withdraw_nobody(world: World, warehouse: Warehouse, table: str) -> None:
    execute(
        warehouse,
        "insert into sync.outcomes (account_id, webinar_id, occurrence_key, subject, subject_key,"
        " email, code, connections, run_id) values ('a', 1, 'single', 'registration', 'r', null,"
        " 'synced', 0, 'test')",
    )
    settle(world, warehouse)
    before = hubspot(world).snapshot()

    execute(warehouse, f"delete from marts.{table}")
    report = world.push()

    assert not report.success
    assert "marts were emptied" in report.message
    assert hubspot(world).snapshot() == before


def test_what_vanishes_while_a_push_goes_on_is_the_next_pushs(
    world: World, warehouse: Warehouse
) -> None:
    add_part(warehouse, WEBINAR, "ann", "registered")
    settle(world, warehouse)
    remove(warehouse, "ann")

    _push_all(world.hubspot_run())  # as if it vanished after the push looked for what has

    part = seen(world)
    assert part is not None
    assert part["state"] == "REGISTERED"
    settle(world, warehouse)
    part = seen(world)
    assert part is not None
    assert part["state"] == "CANCELLED"


def test_a_cancelled_event_stays_so_while_it_changes_and_is_on_again_if_marts_say_so(
    world: World, warehouse: Warehouse
) -> None:
    scheduled = {"started_at": None, "ended_at": None, "settled_at": None}
    add_event(warehouse, WEBINAR, status="cancelled", **scheduled)
    settle(world, warehouse)
    add_event(warehouse, WEBINAR, status="cancelled", topic="Renamed", **scheduled)
    hubspot(world).faults.add("daily_429", "/cancel")  # it is not to be cancelled once more
    settle(world, warehouse)
    (event,) = hubspot(world).snapshot()["events"].values()
    assert (event["eventName"], event["eventCancelled"]) == ("Renamed", True)

    add_event(warehouse, WEBINAR, status="scheduled", topic="Renamed", **scheduled)
    settle(world, warehouse)
    (event,) = hubspot(world).snapshot()["events"].values()
    assert event["eventCancelled"] is False


def test_a_refusal_of_somebody_who_is_gone_since_is_cleared(
    world: World, warehouse: Warehouse
) -> None:
    hubspot(world).faults.add("refuse_rows", "batch/upsert", text=address("ann"))
    world.push()
    still_open = "select object_key from sync.errors where cleared_at is null"
    assert len(query(warehouse, still_open)) == 1

    remove(warehouse, "ann")
    world.push()

    assert query(warehouse, still_open) == []
    assert query(warehouse, "select count(*) from hubspot.refusals") == [(0,)]


@pytest.mark.parametrize("path", ["contacts/batch/update", "marketing-events/2026-03/batch/update"])
def test_a_batch_answered_with_404_is_halved_until_the_row_is_alone(
    make_world: Callable[..., World], warehouse: Warehouse, path: str
) -> None:
    world = make_world()
    names = [f"p{one}" for one in range(4)]
    world.connect_hubspot(Portal(TOKEN, contacts=tuple(Contact(address(one)) for one in names)))
    for place, name in enumerate(names):
        add_contact(warehouse, name)
        add_event(warehouse, WEBINAR + place)
        add_part(warehouse, WEBINAR + place, name, "registered")
    assert world.push().success
    for place, name in enumerate(names):
        add_contact(warehouse, name, registrations=2)
        add_event(warehouse, WEBINAR + place, topic="Renamed")
    hubspot(world).faults.add("status", path, status=404, times=1)

    assert world.push().success

    assert plan(warehouse) == []
    assert query(warehouse, "select * from hubspot.refusals") == []


def test_an_event_that_hubspot_does_not_delete_is_not_forgotten(
    world: World, warehouse: Warehouse
) -> None:
    add_event(warehouse, WEBINAR + 1)
    world.push()
    ((object_id,),) = query(
        warehouse,
        "select object_id from hubspot.sent_events where webinar_id = :id",
        id=WEBINAR + 1,
    )
    execute(warehouse, "delete from marts.marketing_events where webinar_id = :id", id=WEBINAR + 1)
    hubspot(world).faults.add("refuse_rows", "batch/archive", text=str(object_id))

    world.push()
    assert len(hubspot(world).snapshot()["events"]) == 2
    assert query(warehouse, "select object_kind from sync.errors where cleared_at is null") == [
        ("hubspot marketing_event",)
    ]

    hubspot(world).faults.clear()
    world.push(with_refused=True)
    assert len(hubspot(world).snapshot()["events"]) == 1
    assert query(warehouse, "select object_kind from sync.errors where cleared_at is null") == []


def test_an_event_that_only_the_listing_lacks_is_not_taken_for_deleted(
    world: World, warehouse: Warehouse
) -> None:
    settle(world, warehouse)
    ((object_id,),) = query(warehouse, "select object_id from hubspot.sent_events")
    hubspot(world).faults.add("unanswered_rows", "2026-03?", text=str(object_id))
    hubspot(world).faults.add("unanswered_rows", "marketing-events/2026-03", text=str(object_id))

    assert reconciliation(world.hubspot_run())["differences"] == 0
    assert query(warehouse, "select object_id from hubspot.sent_events") == [(object_id,)]


def test_custom_events_go_on_after_somebody_deleted_their_definition(
    world: World, warehouse: Warehouse
) -> None:
    execute(warehouse, "update settings.sync set custom_events = true")
    for place, name in enumerate(("ann", "zoe")):
        execute(
            warehouse,
            "insert into marts.timeline_events values"
            " (:email, 'zoom-account-1', :webinar, 'single', 'registered', :at, 'Topic',"
            " null, null, 'test')",
            email=address(name),
            webinar=WEBINAR,
            at=REGISTERED,
        )
        assert world.push().success
        assert len(hubspot(world).account.custom.occurrences) == place + 1
        hubspot(world).account.custom.definitions.clear()


def test_one_bad_custom_event_costs_itself_alone(world: World, warehouse: Warehouse) -> None:
    execute(warehouse, "update settings.sync set custom_events = true")
    for name in ("ann", "zoe"):
        execute(
            warehouse,
            "insert into marts.timeline_events values"
            " (:email, 'zoom-account-1', :webinar, 'single', 'registered', :at, :topic, null, null,"
            " 'test')",
            email=address(name),
            webinar=WEBINAR,
            at=REGISTERED,
            topic=f"Topic of {name}",
        )
    hubspot(world).faults.add("refuse_rows", "send/batch", text="Topic of zoe")

    assert world.push().success

    assert len(hubspot(world).account.custom.occurrences) == 1
    assert query(warehouse, "select object_kind from sync.errors where cleared_at is null") == [
        ("hubspot custom_event",)
    ]


def test_an_account_that_cannot_be_told_is_not_taken_for_another(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    without = Portal(TOKEN, scopes=Portal(TOKEN).scopes - {"oauth"})
    sandbox = world.connect_hubspot(without)
    add_contact(warehouse, "ann")
    assert world.push().success
    assert query(warehouse, "select portal_id from hubspot.portal") == [(None,)]

    sandbox.account.portal = Portal("pat-with-oauth")
    add_contact(warehouse, "ben")
    assert world.push(token="pat-with-oauth").success
    assert query(warehouse, "select portal_id from hubspot.portal") == [(4711,)]

    sandbox.account.portal = Portal("pat-without", scopes=without.scopes)
    add_contact(warehouse, "cleo")
    report = world.push(token="pat-without")  # may be any account's
    assert not report.success
    assert "Only HubSpot account 4711 may be written to" in report.message
    assert address("cleo") not in sandbox.snapshot()["contacts"]


def test_an_account_that_is_asked_for_must_be_told(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    without = Portal(TOKEN, scopes=Portal(TOKEN).scopes - {"oauth"})
    sandbox = world.connect_hubspot(without)
    add_contact(warehouse, "ann")
    report = world.push(portal_id=4711)
    assert "give it the scope oauth" in report.message
    assert sandbox.snapshot()["contacts"] == {}

    sandbox.account.portal = Portal(TOKEN)
    assert world.push(portal_id=4711).success
    assert query(warehouse, "select portal_id from hubspot.portal") == [(4711,)]


def test_the_steps_one_by_one_leave_nothing_for_a_second_push(
    world: World, warehouse: Warehouse
) -> None:
    add_part(warehouse, WEBINAR, "ann", "attended")
    work = world.hubspot_run()
    for step in STEPS:
        push_step(work, step)

    assert plan(warehouse) == []
