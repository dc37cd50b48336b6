"""A scene for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import Portal
from tests.builders import NOW, OTHER_BRAND, PRIMARY, TOKEN, Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


@pytest.fixture
def scene(make_world: Callable[..., World], warehouse: Warehouse) -> Scene:
    """Serve both accounts and HubSpot; nothing is synced yet."""
    world = make_world(PRIMARY, OTHER_BRAND, now=NOW)
    world.connect_hubspot(Portal(TOKEN))
    return Scene(world, warehouse)
