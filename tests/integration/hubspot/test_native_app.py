"""HubSpot's own Zoom app: nothing is made beside its events until a setting says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.hubspot.model import ForeignEvent, Portal
from tests.builders import (
    ACCOUNT,
    START,
    TOKEN,
    add_contact,
    add_event,
    add_participation,
    execute,
    query,
)
from tests.integration.hubspot.state import WEBINAR, hubspot, open_issues
from webinar_sync.hubspot.portal import portal_lines
from webinar_sync.hubspot.push.plan import has_work, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


def test_nothing_is_made_beside_an_event_of_hubspots_own_app(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    native = ForeignEvent(
        7, "Zoom", ACCOUNT, "another id", f"webinar {WEBINAR} ", "host@corp.example", START
    )
    other_app = ForeignEvent(
        8, "Eventbrite", ACCOUNT, "its id", f"Webinar {WEBINAR + 1}", "host@corp.example", START
    )
    world.connect_hubspot(Portal(TOKEN, events=(native, other_app)))
    for webinar in (WEBINAR, WEBINAR + 1):
        add_event(warehouse, webinar)
        add_contact(warehouse, "ann")
        add_participation(warehouse, webinar, "ann", "attended")

    assert world.push().success

    made = [event for event in hubspot(world).snapshot()["events"].values() if event["people"]]
    assert [event["eventName"] for event in made] == [f"Webinar {WEBINAR + 1}"]
    ((_, _, code, message),) = open_issues(warehouse)
    assert code == "native_app"
    assert "of 1 webinars it has one and none is made here" in message
    assert "Of 1 webinars HubSpot's own Zoom app made events" in portal_lines(warehouse)[0]
    assert not has_work(plan(warehouse))
    world.hubspot_requests()
    assert world.push().success
    assert world.hubspot_requests() == []

    execute(warehouse, "update settings.sync set beside_native_app = true")
    assert world.push().success
    made = [event for event in hubspot(world).snapshot()["events"].values() if event["people"]]
    assert len(made) == 2
    assert query(warehouse, "select is_sent, is_withheld from hubspot.native_twins") == [
        (True, False)
    ]
