"""Who is taken back is listed as before; what Zoom tells no more of them stays, and counts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.builders import at, query
from tests.integration.erasure.acts import contact_id_of, erase
from tests.integration.erasure.test_people import (
    ACCOUNT,
    ANN,
    COMING,
    COUNTS,
    HELD,
    WITH_ANN,
    WITHOUT,
    begin,
)
from tests.integration.erasure.test_people import world as world  # a fixture
from webinar_sync.erasure.erasing import finish_erasure, read_unfinished, record_loaded, take_back
from webinar_sync.errors import InvalidInput
from webinar_sync.hubspot.erasure import erase_in_hubspot
from webinar_sync.load.marts import load
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

DELETED = replace(
    ACCOUNT,
    webinars=(replace(ACCOUNT.webinars[0], deleted_at=at("20 05:00")), ACCOUNT.webinars[1]),
)
A_DAY = timedelta(days=1).total_seconds()
IDS = "select registrant_id from zoom.registrants where webinar_id = :webinar order by 1"
OF_ANN = "select listed_at, created_at from zoom.registrants where email = :email order by 1, 2"


def sync_later(world: World) -> None:
    world.clock.advance(A_DAY)
    report = world.sync()
    assert report.success, report.message
    assert "conservation: ok" in "\n".join(report.lines)


def test_what_is_left_of_a_webinar_that_was_deleted_at_zoom_counts_as_before(
    world: World, warehouse: Warehouse
) -> None:
    contact_id = contact_id_of(warehouse, ANN)
    erase(world, contact_id)
    world.replace_accounts(DELETED)
    sync_later(world)
    assert query(warehouse, "select webinar_id from zoom.webinars where gone_at is not null") == [
        (HELD,)
    ]
    assert query(warehouse, COUNTS) == WITHOUT

    take_back(Run(warehouse, "back"), contact_id)

    for _ in range(2):
        sync_later(world)
        assert query(warehouse, COUNTS) == [WITHOUT[0], WITH_ANN[1]]


def test_what_was_known_of_a_registration_before_it_was_erased_is_known_again(
    world: World, warehouse: Warehouse
) -> None:
    before = query(warehouse, OF_ANN, email=ANN)
    contact_id = contact_id_of(warehouse, ANN)
    erase(world, contact_id)
    sync_later(world)

    take_back(Run(warehouse, "back"), contact_id)
    assert query(warehouse, COUNTS) == WITHOUT  # until Zoom is asked
    sync_later(world)

    assert query(warehouse, COUNTS) == WITH_ANN
    assert query(warehouse, OF_ANN, email=ANN) == before
    assert query(warehouse, IDS, webinar=COMING) == [("r-ann",), ("r-ben",)]
    erased = "select count(*) from zoom.connections where registrant_id like 'erased-%'"
    assert query(warehouse, erased) == [(0,)]


def test_who_has_their_id_again_by_a_report_alone_is_listed_again(
    world: World, warehouse: Warehouse
) -> None:
    """As a report leaves it that lands while the listing is refused."""
    before = query(warehouse, OF_ANN, email=ANN)
    ids = query(warehouse, IDS, webinar=HELD)
    contact_id = contact_id_of(warehouse, ANN)
    erase(world, contact_id)
    world.clock.advance(40 * A_DAY)  # nobody asks any more who registered late
    sync_later(world)
    take_back(Run(warehouse, "back"), contact_id)
    rows = json.dumps([{"registrant_id": registrant_id} for (registrant_id,) in ids])
    report = {"webinar_id": HELD, "rows": rows, "run_id": "report"}
    warehouse.execute("zoom/restore_taken_back", account_id=ACCOUNT.account_id, **report)
    assert query(warehouse, IDS, webinar=HELD) == ids

    sync_later(world)

    assert query(warehouse, OF_ANN, email=ANN) == before
    assert query(warehouse, COUNTS) == WITH_ANN


def test_a_registration_that_took_another_ones_place_is_not_waited_for(
    world: World, warehouse: Warehouse
) -> None:
    contact_id = contact_id_of(warehouse, ANN)
    erase(world, contact_id)
    take_back(Run(warehouse, "back"), contact_id)
    expected = "select count(*) from zoom.taken_back_registrations where is_expected"
    (before,) = query(warehouse, expected)[0]
    assert before > 0
    query(
        warehouse,
        "update zoom.registrants set superseded_at = now() where registrant_id like 'erased-%'"
        " returning 1",
    )
    assert query(warehouse, expected) == [(0,)]


def test_hubspot_that_was_asked_for_when_its_turn_was_over_is_done_before_the_erasure_ends(
    world: World, warehouse: Warehouse
) -> None:
    begin(warehouse, ANN)
    run = Run(warehouse, "erasure")
    (erasure,) = read_unfinished(warehouse)
    load(run)
    record_loaded(run, [erasure])
    person = erasure.person
    erase_in_hubspot(world.hubspot_run(), person.addresses, person.hubspot_ids, for_good=False)

    begin(warehouse, ANN, in_hubspot=True)

    assert finish_erasure(run, erasure) is None
    assert [row.in_hubspot for row in read_unfinished(warehouse)] == [True]
    erase(world, contact_id_of(warehouse, ANN), in_hubspot=True)
    assert world.hubspot is not None
    assert ANN not in world.hubspot.snapshot()["contacts"]
    assert read_unfinished(warehouse) == []
    begin(warehouse, ANN, in_hubspot=True)  # it is done: nothing more to do
    contact_id = contact_id_of(warehouse, ANN)
    take_back(run, contact_id)
    with pytest.raises(InvalidInput, match="Nobody was erased"):
        take_back(run, contact_id)
