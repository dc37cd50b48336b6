"""The small account, served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.sync.small_account import SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World


@pytest.fixture
def small(make_world: Callable[..., World]) -> World:
    """Serve the small account."""
    return make_world(SMALL)
