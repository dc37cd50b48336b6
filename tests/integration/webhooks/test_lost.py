"""Whatever webhooks are lost, late, doubled or out of order: a nightly run mends it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import (
    World,
    account,
    at,
    connection,
    query,
    read_contacts,
    read_marts,
    registrant,
    run_nightly,
    session,
    webinar,
)
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.postgres import Cluster
    from tests.integration.webhooks.conftest import Telling

FIRST, SECOND, THIRD = 91000000001, 91000000002, 91000000003
NIGHTS = (at("16 03:40"), at("17 03:40"), at("19 03:40"))
HOUR = timedelta(hours=1)
BUSY = account(
    "busy",
    [
        webinar(
            FIRST,
            at("17 10:00"),
            "ann",
            registrant("ben", (at("16 12:00"), "removed")),
            registrant("cy", registered_at=at("16 15:10")),
            registrant("dee", (at("17 09:00"), "denied"), registered_at=at("16 15:20")),
        ),
        webinar(
            SECOND,
            at("20 10:00"),
            registrant("ann", registered_at=at("17 12:00")),
            created_at=at("16 14:00"),
            moves=((at("16 16:00"), at("20 15:00")),),
        ),
        webinar(THIRD, at("22 10:00"), "ann", deleted_at=at("17 20:00")),
    ],
    [
        session(
            "only==",
            FIRST,
            at("17 10:01"),
            at("17 11:00"),
            connection("ann", at("17 10:01"), at("17 11:00")),
            connection("cy", at("17 10:30"), at("17 10:40")),
            connection("cy", at("17 10:50"), at("17 11:00")),
            ready_at=at("17 11:08"),
            settled_at=at("17 11:15"),
        )
    ],
)


@pytest.fixture(scope="module")
def by_nights(cluster: Cluster, template: str) -> Iterator[Warehouse]:
    """Return a warehouse that was filled by nightly runs alone."""
    cluster.create_database("synced_by_nights", afresh=True, template=template)
    with Warehouse(cluster.url("synced_by_nights")) as warehouse:
        world = World(warehouse, [BUSY], now=NIGHTS[0])
        for night in NIGHTS:
            assert run_nightly(world, night).success
        world.close()
        yield warehouse


def less_times(marts: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Return marts without the times that a webhook may tell, or that are those of readings."""
    for rows in marts:
        for row in rows:
            row.pop("cancelled_at", None)
            row.pop("settled_at", None)
    return marts


@pytest.mark.parametrize("seed", [1, 2])
def test_after_the_night_marts_are_those_of_a_full_sync(
    by_nights: Warehouse, warehouse: Warehouse, make_telling: Callable[..., Telling], seed: int
) -> None:
    chances = {"lost": 0.3, "twice": 0.3, "late": 0.5, "seed": seed}
    telling = make_telling(BUSY, now=NIGHTS[0], **chances)
    run_nightly(telling.world, NIGHTS[0])
    moment = NIGHTS[0]
    for night in NIGHTS[1:]:
        while (moment := moment + 5 * HOUR) < night:
            telling.run(moment)
        moment = night
        telling.tell(night)
        run_nightly(telling.world, night)
        telling.run()

    assert telling.sender.lost
    assert set(telling.sender.statuses) == {200}
    assert less_times(read_marts(warehouse))[0] == less_times(read_marts(by_nights))[0]
    assert less_times(read_marts(warehouse))[1] == less_times(read_marts(by_nights))[1]
    assert read_contacts(warehouse) == read_contacts(by_nights)
    outcomes = (
        "select webinar_id, subject, subject_key, code, connections from sync.outcomes"
        " order by 1, 2, 3"
    )
    assert query(warehouse, outcomes) == query(by_nights, outcomes)
    assert telling.waiting() == 0
