"""Sandboxes of Zoom and HubSpot to probe, without a warehouse and without waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.asgi import answer_lifespan
from sandbox.clock import SandboxClock
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app
from tests.builders import TOKEN, NoPacer
from tests.integration.probe.accounts import NOW, fill_portal, make_portal, make_zoom
from webinar_sync.hubspot.config import HubspotConfig
from webinar_sync.probe.hubspot_reader import SlowPace, open_hubspot
from webinar_sync.probe.probe import probe
from webinar_sync.probe.zoom_reader import ZoomReader
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.config import ZoomConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.asgi import Receive, Scope, Send
    from sandbox.hubspot.model import Portal
    from sandbox.zoom.model import Account
    from webinar_sync.probe.hubspot_reader import HubspotReader
    from webinar_sync.probe.probe import Section


class Place:
    """A server whose app can be replaced: stopping one takes longer than probing it."""

    app: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send)
            return
        await self.app(scope, receive, send)


class Servers:
    """Where the sandboxes are served, for all tests of the folder."""

    def __init__(self) -> None:
        self.zoom, self.hubspot = Place(), Place()
        self.handles = (run_in_thread(self.zoom), run_in_thread(self.hubspot))


class Probed:
    """Sandboxes, and what a probe says of them."""

    def __init__(self, servers: Servers, zoom: Account, portal: Portal) -> None:
        clock = SandboxClock(NOW, ticking=False)
        self.account = zoom
        self.zoom = create_zoom_app([zoom], clock, enforce_limits=False)
        self.hubspot = create_hubspot_app(portal, clock, enforce_limits=False, delay_seconds=0)
        if portal.contacts:
            fill_portal(self.hubspot)
        servers.zoom.app, servers.hubspot.app = self.zoom, self.hubspot
        self._zoom_url, self._hubspot_url = (handle.url for handle in servers.handles)

    def read_zoom(self, **changes: str) -> ZoomReader:
        config = ZoomConfig(
            **{  # type: ignore[arg-type]
                "conn_id": "zoom_default",
                "account_id": self.account.account_id,
                "client_id": self.account.client_id,
                "client_secret": self.account.client_secret,
                "base_url": self._zoom_url,
                "token_url": f"{self._zoom_url}/oauth/token",
                **changes,
            }
        )
        client = ZoomClient(config, pacer=NoPacer(), sleep=lambda seconds: None)  # type: ignore[arg-type]
        return ZoomReader(client, config.plan)

    def read_hubspot(self, token: str = TOKEN, **changes: int) -> HubspotReader:
        config = HubspotConfig(token=token, base_url=self._hubspot_url, **changes)  # type: ignore[arg-type]
        return open_hubspot(config, SlowPace(0), sleep=lambda seconds: None)

    def probe(self) -> list[Section]:
        return probe([self.read_zoom()], self.read_hubspot())

    def answers(self) -> dict[int, str]:
        """Return each guess's answer by its number."""
        return {
            result.number: str(result.answer)
            for section in self.probe()
            for result in section.results
        }


@pytest.fixture(scope="package")
def servers() -> Iterator[Servers]:
    """Serve what the tests put there."""
    servers = Servers()
    yield servers
    for handle in servers.handles:
        handle.stop()


@pytest.fixture
def serve(servers: Servers) -> Callable[..., Probed]:
    """Return a function that serves a Zoom and a HubSpot account, in the place of those before."""

    def serve_accounts(zoom: Account | None = None, portal: Portal | None = None) -> Probed:
        return Probed(servers, zoom or make_zoom(), portal or make_portal())

    return serve_accounts
