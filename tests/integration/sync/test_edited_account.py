"""What hosts edit between two readings comes out as worked out by hand, at each moment.

Nothing that is read again changes it: 26 weeks, in any order.
"""

from __future__ import annotations

import itertools
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom import edited
from tests.answer_key import edited as key
from tests.builders import World, query
from tests.integration.sync.test_processes import differences, rows
from webinar_sync.runs.window import ZOOM_KEEPS, Window
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from datetime import datetime

    from local.postgres import Cluster

Rows = list[tuple[Any, ...]]
TABLES: dict[str, tuple[tuple[str, ...], Rows]] = {
    "marts.marketing_events": (key.MARKETING_EVENTS_COLUMNS, key.MARKETING_EVENTS),
    "marts.participations": (key.PARTICIPATIONS_COLUMNS, key.PARTICIPATIONS),
    "marts.contacts": (key.CONTACTS_COLUMNS, key.CONTACTS),
}


@pytest.fixture(scope="module")
def moments(cluster: Cluster, template: str) -> dict[datetime, dict[str, Rows]]:
    """Return what marts hold after each of the account's syncs, by moment and table."""
    cluster.create_database("edited_warehouse", afresh=True, template=template)
    with Warehouse(cluster.url("edited_warehouse")) as warehouse:
        world = World(warehouse, [edited.ACCOUNT], now=edited.RUNS[0])
        read: dict[datetime, dict[str, Rows]] = {}
        for moment in edited.RUNS:
            world.clock.set(moment)
            report = world.sync()
            assert report.success, report.message
            read[moment] = {
                table: query(warehouse, f"select {', '.join(columns)} from {table}")
                for table, (columns, _) in TABLES.items()
            }
        world.close()
    return read


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_as_worked_out_by_hand(
    moments: dict[datetime, dict[str, Rows]], table: str
) -> None:
    rows, (_, expected) = moments[edited.RUNS[-1]][table], TABLES[table]

    missing = sorted(set(expected) - set(rows), key=repr)
    surplus = sorted(set(rows) - set(expected), key=repr)
    assert (missing, surplus) == ([], [])
    assert len(rows) == len(expected)


@pytest.mark.parametrize(
    ("moment", "webinar", "events", "states"),
    [
        pytest.param(*row, id=f"M{edited.RUNS.index(row[0]) + 1} E{row[1] % 100:02}")  # type: ignore[arg-type]
        for row in key.MEANWHILE
    ],
)
def test_what_is_seen_meanwhile(
    moments: dict[datetime, dict[str, Rows]],
    moment: datetime,
    webinar: int,
    events: dict[str, tuple[object, ...]],
    states: dict[tuple[str, str], str],
) -> None:
    tables = moments[moment]

    assert {
        row[1]: (row[2], row[3]) for row in tables["marts.marketing_events"] if row[0] == webinar
    } == events
    assert {
        (row[1], row[2]): row[3] for row in tables["marts.participations"] if row[0] == webinar
    } == states


def test_no_occurrence_ever_goes(moments: dict[datetime, dict[str, Rows]]) -> None:
    keys = [
        {row[:2] for row in moments[moment]["marts.marketing_events"]} for moment in edited.RUNS
    ]

    assert keys[0]
    assert all(before <= after for before, after in itertools.pairwise(keys))


def test_26_weeks_read_again_in_any_order_change_nothing(
    cluster: Cluster, moments: dict[datetime, dict[str, Rows]]
) -> None:
    now = edited.RUNS[-1]
    ends = [now - timedelta(weeks=number) for number in range(27)]
    ends[-1] = now - ZOOM_KEEPS
    windows = [Window(since, until, True) for until, since in itertools.pairwise(ends)]
    cluster.create_database("edited_again", afresh=True, template="edited_warehouse")
    with Warehouse(cluster.url("edited_again")) as warehouse:
        before = rows(warehouse)
        world = World(warehouse, [edited.ACCOUNT], now=now)
        world._runs = len(edited.RUNS)
        for window in random.Random(1).sample(windows, len(windows)):
            report = world.sync(window)
            assert report.success, report.message
        world.close()

        assert moments
        assert differences(rows(warehouse), before) == {}
