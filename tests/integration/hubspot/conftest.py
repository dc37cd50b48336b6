"""A HubSpot account to push to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Serve a HubSpot account that knows nobody."""
    world = make_world()
    world.connect_hubspot()
    return world
