"""Pages of the awkward account, after its last run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders.pages import READER, Guest, browse

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from webinar_sync.warehouse.engine import Warehouse


@pytest.fixture
def client(warehouse: Warehouse) -> Iterator[httpx.Client]:
    """Serve the pages to somebody who may only read."""
    with browse(warehouse, Guest(startable=READER)) as client:
        yield client
