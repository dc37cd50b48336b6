"""What tests of the registration action do to the sandbox's Zoom, and what they read from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.builders import OPEN, PRIMARY, address

if TYPE_CHECKING:
    from sandbox.zoom.model import Registrant, Webinar
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


def with_people(scene: Scene, webinar_id: int, *people: Registrant, **changes: object) -> None:
    """Put people into one of the primary account's webinars, as if they had signed up."""

    def changed(webinar: Webinar) -> Webinar:
        if webinar.id != webinar_id:
            return webinar
        return replace(webinar, registrants=(*webinar.registrants, *people), **changes)  # type: ignore[arg-type]

    webinars = tuple(changed(webinar) for webinar in PRIMARY.webinars)
    scene.world.app.replace(replace(PRIMARY, webinars=webinars))
