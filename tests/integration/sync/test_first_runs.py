"""Whatever kind of run fills a warehouse first, a nightly run later all hold the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom import awkward
from tests.builders import HOUR, World, prepare_awkward, query
from tests.integration.sync.test_processes import TABLES
from webinar_sync.runs.window import Window
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster

FIRST = awkward.RUNS[0]
FIRST_RUNS = {
    "by the hour": (Window(FIRST - HOUR, FIRST, False), False),
    "a backfill of an old week": (
        Window(FIRST - timedelta(weeks=9), FIRST - timedelta(weeks=8), True),
        True,
    ),
    "a backfill of the last week": (Window(FIRST - timedelta(weeks=1), FIRST, True), False),
}


def fill(warehouse: Warehouse, window: Window, *, is_full: bool) -> None:
    """Run once, and by night soon after: a day later Zoom has forgotten its oldest day."""
    prepare_awkward(warehouse)
    world = World(warehouse, [awkward.ACCOUNT], now=FIRST)
    assert world.sync(window, is_full=is_full).success
    world.clock.set(FIRST + timedelta(minutes=10))
    assert world.sync().success
    world.close()


@pytest.fixture(scope="module")
def by_night(cluster: Cluster, template: str) -> Iterator[Warehouse]:
    """Return a warehouse whose first run was a nightly one."""
    cluster.create_database("first_by_night", afresh=True, template=template)
    with Warehouse(cluster.url("first_by_night")) as warehouse:
        fill(warehouse, Window(None, FIRST, False), is_full=True)
        yield warehouse


def read_rows(warehouse: Warehouse) -> dict[str, list[str]]:
    """Return all that people see, and the ledger, less the moments of readings.

    What is not known otherwise is dated by the reading that saw it: a cancellation (and with it
    the latest activity of a contact), and that a report is final.
    """
    dated = ("run_id", "settled_at", "cancelled_at", "approved_at")
    dated += ("first_activity_at", "last_activity_at")
    return {
        table: [
            row
            for (row,) in query(
                warehouse,
                f"select (to_jsonb(t) - cast(:dated as text[]))::text from {table} as t"
                " where to_jsonb(t) ->> 'kind' is distinct from 'cancelled' order by 1",
                dated=list(dated),
            )
        ]
        for table in TABLES
    }


@pytest.mark.parametrize("first", FIRST_RUNS)
def test_the_first_run_may_be_of_any_kind(
    by_night: Warehouse, warehouse: Warehouse, first: str
) -> None:
    window, is_full = FIRST_RUNS[first]

    fill(warehouse, window, is_full=is_full)

    expected, actual = read_rows(by_night), read_rows(warehouse)
    unlike = {table: set(actual[table]) ^ set(expected[table]) for table in TABLES}
    assert {table: rows for table, rows in unlike.items() if rows} == {}
    assert len(expected["marts.participations"]) > 100
