"""The account of two hosts, served, and synced until nothing more is to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import World, at
from tests.integration.load.hosts_and_people import ACCOUNT
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.postgres import Cluster

SYNCED_AT = at("20 04:00")


@pytest.fixture(scope="session")
def hosts_database(cluster: Cluster, template: str) -> str:
    """Sync the account once, for all tests that begin after that: all that was held is settled."""
    cluster.create_database("hosts", afresh=True, template=template)
    with Warehouse(cluster.url("hosts")) as warehouse:
        world = World(warehouse, [ACCOUNT], now=SYNCED_AT)
        report = world.sync()
        world.close()
    assert report.success, report.message
    return "hosts"


@pytest.fixture
def begins_with(request: pytest.FixtureRequest, template: str) -> str:
    """Begin with the account synced, where a test wants it."""
    is_synced = "hosts" in request.fixturenames
    return str(request.getfixturevalue("hosts_database")) if is_synced else template


@pytest.fixture
def hosts(make_world: Callable[..., World]) -> World:
    """Serve the account, which was synced."""
    return make_world(ACCOUNT, now=SYNCED_AT, runs=1)
