"""Who is erased is nowhere afterwards, does not come back, and is missing from no count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.awkward import PORTAL, TOKEN
from sandbox.zoom import awkward
from tests.builders import World, execute, query
from tests.integration.erasure.acts import contact_id_of, erase
from tests.integration.erasure.dump import places_of
from webinar_sync.erasure.erasing import plan_erasure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webinar_sync.warehouse.engine import Warehouse

ADA = "ada@example.com"
OF_ADA = (ADA, "Lovelace", "Ada 🎉", "Ada's phone", "r01-ada", "r10-ada")
"""Her address, names, and the ids that Zoom gave her registrations."""
EVENTS = (
    "select webinar_id, occurrence_key, registrations + erased_registrations,"
    " attendances + erased_attendances, anonymous_attendances, status"
    " from marts.marketing_events order by 1, 2"
)
LEDGER = (
    "select account_id, webinar_id, subject, count(*), sum(connections) from sync.outcomes"
    " group by account_id, webinar_id, subject order by 1, 2, 3"
)
HERS = (
    "select count(*) filter (where subject = 'registration'),"
    " count(*) filter (where subject = 'attendance'), sum(connections)"
    " from sync.outcomes where code = 'erased' and webinar_id in (91000000001, 91000000010)"
)


@pytest.fixture
def begins_with(awkward_database: str) -> str:
    """Begin with the awkward account, synced."""
    return awkward_database


@pytest.fixture
def world(warehouse: Warehouse) -> Iterator[World]:
    """Serve the awkward account as it is after its last run, and a HubSpot account, pushed to."""
    for table in ("contacts", "users"):  # HubSpot itself says who is known there
        execute(warehouse, f"delete from hubspot.{table}")
    world = World(warehouse, [awkward.ACCOUNT], now=awkward.RUNS[-1], runs=len(awkward.RUNS))
    world.token = TOKEN
    world.connect_hubspot(PORTAL)
    assert world.push().success
    yield world
    world.close()


def test_who_is_erased_is_nowhere_and_stays_so(world: World) -> None:
    warehouse = world.warehouse
    assert places_of(warehouse, *OF_ADA).keys() == set(OF_ADA)
    contact_id = contact_id_of(warehouse, ADA)
    planned = plan_erasure(warehouse, contact_id)
    assert planned["zoom.registrants"] == 2
    assert planned["zoom.connections"] == 2
    events, ledger = query(warehouse, EVENTS), query(warehouse, LEDGER)

    erase(world, contact_id, in_hubspot=True)

    assert places_of(warehouse, *OF_ADA) == {}
    assert query(warehouse, EVENTS) == events
    assert query(warehouse, LEDGER) == ledger
    assert query(warehouse, HERS) == [(2, 1, 2)]
    assert world.hubspot is not None
    assert ADA not in world.hubspot.snapshot()["contacts"]

    # Nor does what is asked again bring her back.
    world.clock.advance(timedelta(days=1).total_seconds())
    execute(warehouse, "update zoom.sessions set next_attempt_at = null, state = 'due'")
    execute(warehouse, "insert into sync.changes (kind) values ('everything')")
    report = world.sync()
    assert "conservation: ok" in "\n".join(report.lines)
    assert world.push().success
    assert places_of(warehouse, *OF_ADA) == {}
    assert query(warehouse, EVENTS) == events
    assert query(warehouse, LEDGER) == ledger
    assert ADA not in world.hubspot.snapshot()["contacts"]
