"""What tests of the registration action do to the sandbox's Zoom, and what they read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import OPEN, address

if TYPE_CHECKING:
    from tests.builders import Scene

DUE_NOW = "update registration.requests set not_before = now() where code is null"
POST_BATCH = "POST /webinars/{webinarId}/batch_registrants"


def fault(scene: Scene, kind: str, path: str, **options: object) -> None:
    """Switch a fault of Zoom on."""
    scene.world.app.faults.add({"kind": kind, "path_contains": path, **options})


def attempts(scene: Scene, name: str, webinar: int = OPEN) -> int:
    """Return how many of the three attempts of the day are used up."""
    return scene.world.app.registration_attempts(webinar, address(name))


def zoom_requests(scene: Scene) -> list[str]:
    """Return method and template of the requests to Zoom."""
    entries = scene.world.app.log.entries
    return [f"{entry.method} {entry.template}" for entry in entries if entry.label]
