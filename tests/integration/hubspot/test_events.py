"""Marketing events: deleted by somebody or by marts, cancelled, completed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    END,
    add_contact,
    add_crowd,
    add_event,
    add_participation,
    address,
    execute,
    query,
)
from tests.integration.hubspot.state import (
    WEBINAR,
    fill_marts,
    hubspot,
    open_issues,
    push_everything,
    states_by_name,
)
from webinar_sync.hubspot.push.plan import plan

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


COUNT = "select count(*) from "


@pytest.mark.parametrize("is_adopted", [False, True])
def test_an_event_deleted_in_hubspot_is_made_again_with_everybody(
    world: World, warehouse: Warehouse, is_adopted: bool
) -> None:
    add_crowd(warehouse, WEBINAR, 5)
    world.push()
    if is_adopted:  # HubSpot knows it by a key that another warehouse gave
        execute(warehouse, "update hubspot.sent_events set external_id = '1-other'")
    before = hubspot(world).snapshot()["events"]
    hubspot(world).events.delete(next(iter(hubspot(world).events.events)))

    add_participation(warehouse, WEBINAR, "crowd3", "attended", left=50)
    assert world.push().success

    after = hubspot(world).snapshot()["events"]
    (name,) = before
    before[name]["people"][address("crowd3")] |= {"seconds": 50 * 60, "percentage": "0.8333"}
    assert after == before
    assert open_issues(warehouse) == []
    assert query(warehouse, "select code, cleared_at is not null from sync.errors") == [
        ("lost", True)
    ]


def test_an_event_that_hubspot_does_not_delete_is_not_forgotten(
    world: World, warehouse: Warehouse
) -> None:
    fill_marts(warehouse)
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


def test_what_vanished_from_marts_is_withdrawn(world: World, warehouse: Warehouse) -> None:
    for number in (WEBINAR, WEBINAR + 1):
        add_event(warehouse, number)
        for name in ("ann", "ben"):
            add_contact(warehouse, name, percent=100, attendances=1)
            add_participation(warehouse, number, name, "attended")
    world.push()

    execute(
        warehouse, "delete from marts.participations where email = :email", email=address("ben")
    )
    execute(warehouse, "delete from marts.contacts where email = :email", email=address("ben"))
    for table in ("participations", "marketing_events"):
        execute(warehouse, f"delete from marts.{table} where webinar_id = :id", id=WEBINAR + 1)
    assert world.push().success

    snapshot = hubspot(world).snapshot()
    assert [event["eventName"] for event in snapshot["events"].values()] == [f"Webinar {WEBINAR}"]
    assert states_by_name(world) == {"ann": "ATTENDED", "ben": "CANCELLED"}
    assert snapshot["contacts"][address("ben")] == {
        "additional": [],
        "firstname": "First",
        "lastname": "Last",
    }
    assert query(warehouse, COUNT + "hubspot.sent_participations where not is_withdrawn") == [(1,)]
    assert plan(warehouse) == []


def test_a_cancelled_and_an_unsettled_webinar_are_not_completed(
    world: World, warehouse: Warehouse
) -> None:
    add_event(warehouse, WEBINAR, status="cancelled", started_at=None, ended_at=None)
    add_event(warehouse, WEBINAR + 1, settled_at=None)
    for number in (WEBINAR, WEBINAR + 1):
        add_participation(warehouse, number, "ann", "registered")
    add_contact(warehouse, "ann")

    world.push()
    cancelled, unsettled = hubspot(world).snapshot()["events"].values()
    assert cancelled["eventCancelled"] is True
    assert "endDateTime" not in unsettled
    assert [states_by_name(world, 0), states_by_name(world, 1)] == [{"ann": "REGISTERED"}] * 2

    add_event(warehouse, WEBINAR + 1)
    add_participation(warehouse, WEBINAR + 1, "ann", "no_show")
    world.push()
    assert states_by_name(world, 1) == {"ann": "NO_SHOW"}
    settled = list(hubspot(world).snapshot()["events"].values())[1]
    assert settled["endDateTime"] == END.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_a_cancelled_event_stays_so_while_it_changes_and_is_on_again_if_marts_say_so(
    world: World, warehouse: Warehouse
) -> None:
    fill_marts(warehouse)
    scheduled = {"started_at": None, "ended_at": None, "settled_at": None}
    add_event(warehouse, WEBINAR, status="cancelled", **scheduled)
    push_everything(world, warehouse)
    add_event(warehouse, WEBINAR, status="cancelled", topic="Renamed", **scheduled)
    hubspot(world).faults.add("daily_429", "/cancel")  # it is not to be cancelled once more
    push_everything(world, warehouse)
    (event,) = hubspot(world).snapshot()["events"].values()
    assert (event["eventName"], event["eventCancelled"]) == ("Renamed", True)

    add_event(warehouse, WEBINAR, status="scheduled", topic="Renamed", **scheduled)
    push_everything(world, warehouse)
    (event,) = hubspot(world).snapshot()["events"].values()
    assert event["eventCancelled"] is False


def test_another_apps_token_doubles_no_event(world: World, warehouse: Warehouse) -> None:
    add_event(warehouse, WEBINAR, settled_at=None)
    world.push()
    shared = hubspot(world)
    shared.use_app(2002, "pat-second-app")

    add_event(warehouse, WEBINAR, topic="Renamed")
    assert world.push(token="pat-second-app").success

    (event,) = shared.snapshot()["events"].values()
    assert event["eventName"] == "Renamed"
    assert "eventCompleted" not in event
    ((kind, _, code, message),) = open_issues(warehouse)
    assert (kind, code) == ("hubspot marketing_event", "refused")
    assert "another app's token" in message
