"""The webhooks, with the rights of their role, and the scene of the registration action."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.serve import run_in_thread
from tests.builders.roles import as_role
from tests.integration.registration.conftest import scene
from tests.integration.web.hubspot_calls import SECONDS, backend
from webinar_sync.warehouse.roles import DOOR
from webinar_sync.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from webinar_sync.warehouse.engine import Warehouse

__all__ = ["scene"]


@pytest.fixture
def door(warehouse: Warehouse) -> Iterator[Warehouse]:
    """Return the warehouse as the webhooks get it."""
    with as_role(warehouse, DOOR) as door:
        yield door


@pytest.fixture
def app(door: Warehouse) -> FastAPI:
    """Return the webhooks, at a moment that stands still."""
    return create_app(lambda: backend(door), clock=lambda: SECONDS)


@pytest.fixture
def url(app: FastAPI) -> Iterator[str]:
    """Serve them."""
    with run_in_thread(app) as server:
        yield server.url
