"""Warehouses that earlier versions left, and one that no upgrade ever touched."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.builders import World, execute
from tests.integration.upgrades.made_by import ACCOUNT, EARLIER_RUNS, NEXT_RUN, create_earlier
from tests.integration.upgrades.states import Rows, computed
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster


@pytest.fixture
def earlier(cluster: Cluster, request: pytest.FixtureRequest) -> str:
    """Return the URL of a database as the version left it that the test's parameter names."""
    return create_earlier(cluster, "earlier", request.param)


@contextmanager
def world_of(url: str, *, runs: int = 0) -> Iterator[World]:
    """Serve the account to a warehouse, at its first run or the one after `runs`."""
    with Warehouse(url) as warehouse:
        world = World(warehouse, [ACCOUNT], now=(*EARLIER_RUNS, NEXT_RUN)[runs], runs=runs)
        try:
            yield world
        finally:
            world.close()


def configure(warehouse: Warehouse) -> None:
    """Set what the earlier versions' warehouses have set."""
    execute(warehouse, "insert into settings.excluded_contact_domains values ('rival.example')")
    execute(
        warehouse,
        "insert into settings.webinars (account_id, webinar_id, is_synced)"
        " values ('upgraded', 9, false)",
    )


@pytest.fixture(scope="package")
def before_the_next_run(cluster: Cluster, template: str) -> str:
    """Return the name of a database in which this version did what the earlier ones did."""
    cluster.create_database("before_next", afresh=True, template=template)
    with world_of(cluster.url("before_next")) as world:
        configure(world.warehouse)
        for moment in EARLIER_RUNS:
            world.clock.set(moment)
            world.sync()
    return "before_next"


@pytest.fixture(scope="package")
def undisturbed(cluster: Cluster, before_the_next_run: str) -> Rows:
    """Return what all runs leave where nothing was upgraded."""
    cluster.create_database("undisturbed", afresh=True, template=before_the_next_run)
    with world_of(cluster.url("undisturbed"), runs=2) as world:
        assert world.sync().success
        return computed(world.warehouse)
