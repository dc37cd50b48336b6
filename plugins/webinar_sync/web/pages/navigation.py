"""The pages that the navigation names, in its order."""

from __future__ import annotations

from dataclasses import dataclass

from webinar_sync.web.pages.languages import N_


@dataclass(frozen=True)
class Page:
    """A page: its route's name, and its title in English."""

    route: str
    title: str


PAGES = (
    Page("health", N_("Health")),
    Page("webinars", N_("Webinars")),
    Page("why", N_("Why?")),
    Page("settings", N_("Settings")),
    Page("push", N_("HubSpot")),
    Page("registrations", N_("Registrations")),
    Page("transcripts", N_("Transcripts")),
    Page("quality", N_("Quality")),
)
