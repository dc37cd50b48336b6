"""The account, synced to the eve of the morning on which old webinars may be frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import World, execute
from tests.integration.retention.scene import NIGHTS, night, the_account
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.postgres import Cluster


@pytest.fixture(scope="session")
def old_database(cluster: Cluster, template: str) -> str:
    """Sync the account through all nights before, once."""
    cluster.create_database("retention", afresh=True, template=template)
    with Warehouse(cluster.url("retention")) as warehouse:
        execute(
            warehouse,
            "update settings.sync set polls = true, questions = true, recordings = 'all'",
        )
        world = World(warehouse, [the_account()], now=NIGHTS[0])
        try:
            for moment in NIGHTS:
                night(world, moment)
        finally:
            world.close()
    return "retention"


@pytest.fixture
def begins_with(old_database: str) -> str:
    """Begin with the account synced."""
    return old_database


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Serve the account, synced; nothing is frozen yet."""
    return make_world(the_account(), now=NIGHTS[-1], runs=len(NIGHTS))
