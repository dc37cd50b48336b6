"""The sandbox's Zoom and HubSpot of a story, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.clock import SandboxClock
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app

if TYPE_CHECKING:
    from local.soak.account import Story


class Sandboxes:
    """A Zoom and a HubSpot over HTTP, and the clock that they go by."""

    def __init__(self, story: Story) -> None:
        self.clock = SandboxClock(story.account.webinars[0].created_at, ticking=False)
        self.zoom = create_zoom_app([story.account], self.clock, enforce_limits=False)
        self.hubspot = create_hubspot_app(
            story.portal, self.clock, enforce_limits=False, delay_seconds=0
        )
        self.zoom_server = run_in_thread(self.zoom)
        self.hubspot_server = run_in_thread(self.hubspot)

    def close(self) -> None:
        """Stop serving."""
        self.zoom_server.stop()
        self.hubspot_server.stop()
