"""Custom events: sent once, if the settings switch them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import (
    ACCOUNT,
    END,
    REGISTERED,
    START,
    add_contact,
    add_event,
    add_participation,
    address,
    execute,
    query,
)
from tests.integration.hubspot.state import WEBINAR, fill_marts, hubspot

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


def test_custom_events_are_sent_once_and_only_if_switched_on(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    for number, settled in ((WEBINAR, END), (WEBINAR + 1, None)):
        add_event(warehouse, number, settled_at=settled)
        add_participation(warehouse, number, "ann", "attended")
        for kind in ("registered", "attended", "cancelled"):
            execute(
                warehouse,
                "insert into marts.timeline_events values"
                " (:email, :account, :webinar, '2026-11-18', :kind, :at, 'Topic', null, null,"
                " 'test')",
                email=address("ann"),
                account=ACCOUNT,
                webinar=number,
                kind=kind,
                at=START,
            )
    execute(
        warehouse,
        "update marts.participations set attended_seconds = 3000, attendance_percent = 83.33",
    )
    world.push()
    assert hubspot(world).custom_events() == []

    execute(warehouse, "update settings.sync set custom_events = true")
    hubspot(world).faults.add("drop_answer", "send/batch", times=1)
    assert world.push().success
    assert world.push().success

    sent = sorted(
        (
            event["eventName"],
            event["properties"]["webinar_id"],
            event["properties"].get("attended_seconds"),
        )
        for event in hubspot(world).custom_events()
    )
    assert sent == [
        ("pe4711_webinar_sync_attended", str(WEBINAR), "3000"),
        ("pe4711_webinar_sync_registered", str(WEBINAR), None),
        ("pe4711_webinar_sync_registered", str(WEBINAR + 1), None),
    ]


def test_custom_events_are_sent_after_somebody_deleted_their_definition(
    world: World, warehouse: Warehouse
) -> None:
    fill_marts(warehouse)
    execute(warehouse, "update settings.sync set custom_events = true")
    for place, name in enumerate(("ann", "zoe")):
        execute(
            warehouse,
            "insert into marts.timeline_events values"
            " (:email, 'zoom-account-1', :webinar, '2026-11-18', 'registered', :at, 'Topic',"
            " null, null, 'test')",
            email=address(name),
            webinar=WEBINAR,
            at=REGISTERED,
        )
        assert world.push().success
        assert len(hubspot(world).custom_events()) == place + 1
        hubspot(world).account.custom.definitions.clear()


def test_one_bad_custom_event_costs_itself_alone(world: World, warehouse: Warehouse) -> None:
    fill_marts(warehouse)
    execute(warehouse, "update settings.sync set custom_events = true")
    for name in ("ann", "zoe"):
        execute(
            warehouse,
            "insert into marts.timeline_events values"
            " (:email, 'zoom-account-1', :webinar, '2026-11-18', 'registered', :at, :topic,"
            " null, null, 'test')",
            email=address(name),
            webinar=WEBINAR,
            at=REGISTERED,
            topic=f"Topic of {name}",
        )
    hubspot(world).faults.add("refuse_rows", "send/batch", text="Topic of zoe")

    assert world.push().success

    assert len(hubspot(world).custom_events()) == 1
    assert query(warehouse, "select object_kind from sync.errors where cleared_at is null") == [
        ("hubspot custom_event",)
    ]
