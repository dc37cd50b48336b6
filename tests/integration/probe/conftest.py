"""Sandboxes of Zoom and HubSpot to probe, without a warehouse and without waiting."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

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
    from collections.abc import Iterator

    from sandbox.hubspot.model import Portal
    from sandbox.zoom.model import Account
    from webinar_sync.probe.hubspot_reader import HubspotReader
    from webinar_sync.probe.probe import Section


class Probed:
    """Sandboxes, and what a probe says of them."""

    def __init__(self, zoom: Account, portal: Portal) -> None:
        clock = SandboxClock(NOW, ticking=False)
        self.account = zoom
        self.zoom = create_zoom_app([zoom], clock, enforce_limits=False)
        self.hubspot = create_hubspot_app(portal, clock, enforce_limits=False, delay_seconds=0)
        if portal.contacts:
            fill_portal(self.hubspot)
        self._serving = ExitStack()
        self._zoom_url = self._serving.enter_context(run_in_thread(self.zoom)).url
        self._hubspot_url = self._serving.enter_context(run_in_thread(self.hubspot)).url

    def close(self) -> None:
        self._serving.close()

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
        return open_hubspot(config, SlowPace(0))

    def probe(self) -> list[Section]:
        return probe([self.read_zoom()], self.read_hubspot())

    def answers(self) -> dict[int, str]:
        """Return each guess's answer by its number."""
        return {
            result.number: str(result.answer)
            for section in self.probe()
            for result in section.results
        }


@pytest.fixture
def serve() -> Iterator[type[Probed]]:
    """Return a function that serves a Zoom and a HubSpot account."""
    served: list[Probed] = []

    def serve_accounts(zoom: Account | None = None, portal: Portal | None = None) -> Probed:
        served.append(Probed(zoom or make_zoom(), portal or make_portal()))
        return served[-1]

    yield serve_accounts  # type: ignore[misc]
    for each in served:
        each.close()
