"""The account of two hosts, served, and synced until nothing more is to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import at
from tests.integration.load.hosts_and_people import ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World


@pytest.fixture
def hosts(make_world: Callable[..., World]) -> World:
    """Serve the account, and sync it: all that was held is settled."""
    world = make_world(ACCOUNT, now=at("20 04:00"))
    report = world.sync()
    assert report.success, report.message
    return world
