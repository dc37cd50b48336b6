"""Running again with the same Zoom data writes nothing, by PostgreSQL's own row versions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom import awkward, generated
from tests.builders import World, query
from webinar_sync.runs.window import Window
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from local.postgres import Cluster

TABLES = [
    "marts.contacts",
    "marts.marketing_events",
    "marts.registrations",
    "marts.participations",
    "marts.attendance_connections",
    "marts.timeline_events",
    "sync.outcomes",
    "sync.rejected_rows",
    "zoom.users",
    "zoom.webinars",
    "zoom.webinar_uuids",
    "zoom.occurrences",
    "zoom.staff",
    "zoom.registrants",
    "zoom.history",
    "zoom.connections",
]


def versions(warehouse: Warehouse) -> dict[str, set[tuple[object, ...]]]:
    """Return place and inserting transaction of each row: both change when it is written."""
    return {
        table: set(query(warehouse, f"select ctid::text, xmin::text from {table}"))
        for table in TABLES
    }


def test_a_second_nightly_run_writes_no_row(cluster: Cluster, awkward_database: str) -> None:
    cluster.create_database("awkward_again", afresh=True, template=awkward_database)
    with Warehouse(cluster.url("awkward_again")) as warehouse:
        before = versions(warehouse)
        runs = awkward.RUNS
        world = World(warehouse, [awkward.ACCOUNT], now=runs[-1], runs=len(runs))

        world.sync()
        world.sync(is_full=False)
        world.close()

        assert [table for table in TABLES if not before[table]] == []
        assert versions(warehouse) == before


@pytest.mark.parametrize("days", [3, 30])
def test_a_window_run_again_writes_no_row(warehouse: Warehouse, days: int) -> None:
    world = World(warehouse, [generated.generate(days)])
    world.sync()
    before = versions(warehouse)
    until = world.clock.now()
    assert before["marts.participations"]

    world.sync(Window(until - timedelta(days=days), until, True))
    world.close()

    assert versions(warehouse) == before


def test_a_settled_session_is_not_requested_again(warehouse: Warehouse) -> None:
    world = World(warehouse, [generated.generate(1)])
    world.sync()
    first = world.requests()

    world.sync()
    second = world.requests()
    world.close()

    assert any("participants" in template for template in first)
    assert second
    assert not any("participants" in template for template in second)
