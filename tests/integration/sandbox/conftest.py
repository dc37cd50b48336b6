"""The sandboxes that the tests of this folder talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.clock import SandboxClock
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread
from tests.integration.sandbox.hubspot_client import NOW as HUBSPOT_NOW
from tests.integration.sandbox.hubspot_client import PORTAL, Hubspot
from tests.integration.sandbox.zoom_account import NOW, make_account
from tests.integration.sandbox.zoom_client import Zoom

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def shared() -> Iterator[Zoom]:
    """Serve the Zoom account without limits, for all tests of a module."""
    zoom = Zoom(make_account(), enforce_limits=False)
    yield zoom
    zoom.close()


@pytest.fixture
def zoom(shared: Zoom) -> Zoom:
    """Return the served Zoom account as it is at first, with a new token."""
    shared.clock.set(NOW)
    shared.control("DELETE", "faults")
    shared.control("DELETE", "requests")
    shared.app.enforce_limits = False
    shared.log_in()
    return shared


@pytest.fixture
def limited() -> Iterator[Hubspot]:
    """Serve the HubSpot account with its limits enforced."""
    app = create_hubspot_app(PORTAL, SandboxClock(HUBSPOT_NOW, ticking=False))
    with run_in_thread(app) as server:
        yield Hubspot(app, server.url)


@pytest.fixture
def free() -> Iterator[Hubspot]:
    """Serve the HubSpot account without limits."""
    app = create_hubspot_app(PORTAL, SandboxClock(HUBSPOT_NOW, ticking=False), enforce_limits=False)
    with run_in_thread(app) as server:
        yield Hubspot(app, server.url)
