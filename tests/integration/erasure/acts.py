"""What the tasks of the Dag `erase_contact` do, one after the other, without Airflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import query
from webinar_sync.erasure.erasing import (
    begin_erasure,
    finish_erasure,
    read_unfinished,
    record_deleted_in_hubspot,
    record_loaded,
)
from webinar_sync.hubspot.erasure import erase_in_hubspot
from webinar_sync.load.marts import load
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


def contact_id_of(warehouse: Warehouse, address: str) -> int:
    """Return the contact_id that an address has, or would have, in marts."""
    ((contact_id,),) = query(
        warehouse,
        "select marts.contact_id(:address, contact_salt) from sync.warehouse",
        address=address,
    )
    return int(contact_id)


def erase(world: World, contact_id: int, *, in_hubspot: bool = False) -> None:
    """Erase a person, in HubSpot too where it is connected."""
    begin_erasure(Run(world.warehouse, "erasure"), contact_id, in_hubspot=in_hubspot)
    go_on(world)


def go_on(world: World) -> None:
    """Finish the erasures that were begun."""
    warehouse = world.warehouse
    run = Run(warehouse, "erasure")
    erasures = read_unfinished(warehouse)
    if not all(erasure.is_loaded for erasure in erasures):
        load(run)
        record_loaded(run, erasures)
    for erasure in erasures:
        if world.hubspot is not None:
            erase_in_hubspot(
                world.hubspot_run(),
                erasure.person.addresses,
                erasure.person.hubspot_ids,
                for_good=erasure.in_hubspot,
            )
            if erasure.in_hubspot:
                record_deleted_in_hubspot(run, erasure)
        finish_erasure(run, erasure)
