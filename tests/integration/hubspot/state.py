"""What HubSpot and sync.errors hold at the moment, and the pushes that lead there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.builders import add_contact, add_event, add_participation, address, execute, query
from webinar_sync.hubspot.push.plan import plan
from webinar_sync.hubspot.reconcile.reconciliation import reconcile

if TYPE_CHECKING:
    from sandbox.hubspot.server import HubspotSandbox
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

WEBINAR = 91000000001


def hubspot(world: World) -> HubspotSandbox:
    """Return the account as a HubSpot user has it before them."""
    assert world.hubspot is not None
    return world.hubspot


def contact_id_of(world: World, name: str) -> int:
    """Return HubSpot's id of somebody."""
    record = hubspot(world).contacts.by_email(address(name))
    assert record is not None
    return record.contact_id


def states_by_name(world: World, event: int = 0) -> dict[str, str]:
    """Return everybody's state in an event, by the first part of the address."""
    people = list(hubspot(world).snapshot()["events"].values())[event]["people"]
    return {email.split("@")[0]: part["state"] for email, part in people.items()}


def participation_of(world: World, name: str = "ann") -> dict[str, Any]:
    """Return somebody's participation in the only event, as HubSpot has it."""
    (event,) = hubspot(world).snapshot()["events"].values()
    participation: dict[str, Any] = event["people"][address(name)]
    return participation


def open_issues(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return kind, key, code and message of open issues."""
    return query(
        warehouse,
        "select object_kind, object_key, code, message from sync.errors where cleared_at is null"
        " order by 1, 2",
    )


def planned_actions(warehouse: Warehouse) -> list[tuple[str, str]]:
    """Return kind and action of what a push would do."""
    return [(change.kind, change.action) for change in plan(warehouse)]


def fill_marts(warehouse: Warehouse) -> None:
    """Fill marts with an event that is not settled and two contacts, one of them registered."""
    add_event(warehouse, WEBINAR, settled_at=None)
    for name in ("ann", "zoe"):
        add_contact(warehouse, name)
    add_participation(warehouse, WEBINAR, "zoe", "registered")


def remove_from_marts(warehouse: Warehouse, name: str) -> None:
    """Take somebody out of marts, as a load does when the rules leave them out."""
    for table in ("participations", "contacts"):
        execute(warehouse, f"delete from marts.{table} where email = :email", email=address(name))


def push_everything(world: World, warehouse: Warehouse) -> None:
    """Push: then nothing is left to be sent, and nothing differs."""
    report = world.push()
    assert report.success, report.message
    assert plan(warehouse) == []
    assert reconcile(world.hubspot_run())["differences"] == 0
