"""Who is left out by their domain before HubSpot was asked for them, and has a contact there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import Contact, Portal
from tests.builders import (
    TOKEN,
    account,
    at,
    connection,
    execute,
    query,
    registrant,
    run_hourly,
    run_nightly_at,
    session,
    webinar,
)
from webinar_sync.hubspot.reconcile.reconciliation import reconcile

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

START, END = at("17 10:00"), at("17 11:00")
DEE = "dee@eu.partner.example"
ATTENDED = [(DEE, "attended")]
HELD = account(
    "a",
    [webinar(91000000042, START, registrant("dee", email=DEE), "ann")],
    [
        session(
            *("held==", 91000000042, START, END),
            replace(connection("dee", START, END), user_email=DEE),
            connection("ann", START, END),
        )
    ],
)


def portal() -> Portal:
    """Return a HubSpot account that has one of the two."""
    return Portal(TOKEN, contacts=(Contact(DEE),))


def connected_later(world: World) -> None:
    """Connect HubSpot once the webinar was loaded long ago."""
    run_nightly_at(world, "19 04:00")
    world.connect_hubspot(portal())
    assert world.push().success


def out_while_loaded(world: World) -> None:
    """Let HubSpot be out for the only load that there is anything for."""
    hubspot = world.connect_hubspot(portal())
    hubspot.faults.add("status", "contacts/batch/read", status=503)
    run_nightly_at(world, "19 04:00")
    hubspot.faults.clear()


def another_account(world: World) -> None:
    """Begin with another HubSpot account, which has somebody whom the first did not have."""
    world.connect_hubspot(Portal(TOKEN))
    run_nightly_at(world, "19 04:00")
    assert world.push().success
    execute(world.warehouse, "select hubspot.forget_portal()")
    world.connect_hubspot(portal())
    assert world.push().success


@pytest.mark.parametrize("act", [connected_later, out_while_loaded, another_account])
def test_who_has_a_contact_is_counted_after_the_next_reconciliation(
    make_world: Callable[..., World], warehouse: Warehouse, act: Callable[[World], None]
) -> None:
    execute(warehouse, "insert into settings.excluded_contact_domains values ('partner.example')")
    world = make_world(HELD, now=START)
    act(world)
    people = "select email, state from marts.participations where email <> 'ann@people.example'"
    assert query(warehouse, people) == []

    reconcile(world.hubspot_run())
    run_hourly(world, at("20 10:17"))

    assert query(warehouse, people) == ATTENDED
    assert world.push().success
    assert world.hubspot is not None
    assert DEE in {
        contact for (contact,) in query(warehouse, "select email from hubspot.sent_contacts")
    }


def test_hubspot_is_asked_once_for_whom_it_does_not_have(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    execute(warehouse, "insert into settings.excluded_contact_domains values ('partner.example')")
    world = make_world(HELD, now=START)
    run_nightly_at(world, "19 04:00")
    world.connect_hubspot(Portal(TOKEN))
    assert world.push().success
    read_at = "select read_at from hubspot.addresses where email = :email"
    assert query(warehouse, read_at, email=DEE) == []

    reconcile(world.hubspot_run())
    first = query(warehouse, read_at, email=DEE)
    reconcile(world.hubspot_run())

    assert query(warehouse, read_at, email=DEE) == first != []
    assert query(
        warehouse, "select distinct code from sync.outcomes where email = :email", email=DEE
    ) == [("contact_domain_excluded",)]
