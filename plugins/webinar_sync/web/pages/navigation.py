"""The pages that the navigation names, in its order."""

from __future__ import annotations

from dataclasses import dataclass


def _(text: str) -> str:
    """Mark a text for translation; the template translates it."""
    return text


@dataclass(frozen=True)
class Page:
    """A page: its route's name, and its title in English."""

    route: str
    title: str


PAGES = (
    Page("health", _("Health")),
    Page("webinars", _("Webinars")),
    Page("why", _("Why?")),
    Page("settings", _("Settings")),
    Page("push", _("HubSpot")),
    Page("registrations", _("Registrations")),
    Page("transcripts", _("Transcripts")),
    Page("quality", _("Quality")),
)
