"""Any windows in any order come to what one sync comes to; marts can be made anew without Zoom."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom import awkward
from tests.builders import World, execute, prepare_awkward
from tests.integration.sync.test_processes import TABLES, rows
from webinar_sync.load.marts import load
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import ZOOM_KEEPS, Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster

from webinar_sync.warehouse.engine import Warehouse

NOW = awkward.RUNS[-1]
WEEKS = 26


def windows() -> list[Window]:
    """Return 26 weeks up to now; the first has a day more, so that they cover what Zoom keeps."""
    ends = [NOW - timedelta(weeks=number) for number in range(WEEKS + 1)]
    ends[-1] = NOW - ZOOM_KEEPS
    return [Window(since, until, True) for until, since in itertools.pairwise(ends)]


@pytest.fixture(scope="module")
def once(cluster: Cluster, template: str) -> Iterator[Warehouse]:
    """Return a warehouse into which the awkward account was synced once, at its last moment."""
    cluster.create_database("synced_once", afresh=True, template=template)
    with Warehouse(cluster.url("synced_once")) as warehouse:
        prepare_awkward(warehouse)
        world = World(warehouse, [awkward.ACCOUNT], now=NOW)
        world.sync()
        world.close()
        assert [table for table, content in rows(warehouse).items() if not content] == []
    cluster.create_database("synced_again", afresh=True, template="synced_once")
    with Warehouse(cluster.url("synced_once")) as warehouse:
        yield warehouse


@pytest.fixture
def again(cluster: Cluster, once: Warehouse) -> Iterator[Warehouse]:
    """Return a copy of that warehouse."""
    cluster.create_database("synced_twice", afresh=True, template="synced_again")
    with Warehouse(cluster.url("synced_twice")) as warehouse:
        yield warehouse


def test_26_weeks_in_any_order_come_to_what_one_sync_comes_to(
    once: Warehouse, warehouse: Warehouse
) -> None:
    shuffled = random.Random(1).sample(windows(), WEEKS)
    prepare_awkward(warehouse)
    world = World(warehouse, [awkward.ACCOUNT], now=NOW)

    for window in shuffled:
        report = world.sync(window)
        assert report.success, report.message
    world.close()

    assert rows(warehouse) == rows(once)


def test_weeks_read_again_after_a_sync_change_nothing(once: Warehouse, again: Warehouse) -> None:
    before = rows(again)
    world = World(again, [awkward.ACCOUNT], now=NOW, runs=1)

    for window in random.Random(4).sample(windows(), 5):
        world.sync(window)
    world.close()

    assert rows(again) == before == rows(once)


def test_marts_are_made_anew_without_zoom(once: Warehouse, again: Warehouse) -> None:
    emptied = [table for table in TABLES if table.startswith("marts.")]
    execute(again, f"truncate {', '.join(emptied)}")
    assert rows(again) != rows(once)

    load(Run(again, "rebuild"))

    assert rows(again) == rows(once)
