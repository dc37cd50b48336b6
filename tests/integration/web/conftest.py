"""The webhooks, served or not, and the scene of the registration action: webinars to list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.serve import run_in_thread
from tests.integration.registration.conftest import scene
from tests.integration.web.hubspot_calls import SECONDS, backend
from webinar_sync.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from webinar_sync.warehouse.engine import Warehouse

__all__ = ["scene"]


@pytest.fixture
def app(warehouse: Warehouse) -> FastAPI:
    """Return the webhooks, at a moment that stands still."""
    return create_app(lambda: backend(warehouse), clock=lambda: SECONDS)


@pytest.fixture
def url(app: FastAPI) -> Iterator[str]:
    """Serve them."""
    with run_in_thread(app) as server:
        yield server.url
