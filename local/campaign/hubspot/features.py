"""What a history has that the one written down has not: settings, and a HubSpot account."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import text

from sandbox.hubspot.model import NATIVE_PROPERTIES
from webinar_sync.hubspot.contact_properties import NATIVE_NAMES, OWN_NAMES
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from sandbox.hubspot.model import Portal
    from webinar_sync.hubspot.config import HubspotConfig

_CHOOSE = """
update settings.sync set
    custom_events = :has_custom_events,
    match_secondary_emails = :is_matching,
    contact_properties = :contact_properties
"""


@dataclass(frozen=True)
class Features:
    """What is out of the ordinary.

    `has_custom_events`: they are sent, too. `is_matching`: what somebody did under a secondary
    address counts for the contact. `is_native`: HubSpot's own properties are written.
    `is_nameless`: the token may not say of which account it is, and the connection says it.
    """

    has_custom_events: bool = False
    is_matching: bool = False
    is_native: bool = False
    is_nameless: bool = False

    @property
    def value_property(self) -> str:
        """The property that the number of registrations is written to."""
        return (NATIVE_NAMES if self.is_native else OWN_NAMES)["registrations_total"]

    def furnish(self, portal: Portal) -> Portal:
        """Return the HubSpot account as it is with these features."""
        scopes = portal.scopes - {"oauth"} if self.is_nameless else portal.scopes
        properties = NATIVE_PROPERTIES if self.is_native else ()
        return replace(portal, scopes=scopes, properties=(*portal.properties, *properties))

    def connect(self, config: HubspotConfig, portal: Portal) -> HubspotConfig:
        """Return the connection as it is with these features."""
        return replace(config, portal_id=portal.portal_id) if self.is_nameless else config

    def choose(self, url: str) -> None:
        """Change the settings of a warehouse."""
        parameters = {
            "has_custom_events": self.has_custom_events,
            "is_matching": self.is_matching,
            "contact_properties": "native" if self.is_native else "own",
        }
        with Warehouse(url) as warehouse, warehouse.transaction() as connection:
            connection.execute(text(_CHOOSE), parameters)


PLAIN = Features()


def draw_features(number: int) -> Features:
    """Return the features of the history of this number; 0: none."""
    if number == 0:
        return PLAIN
    dice = random.Random(f"features {number}")
    return Features(*(dice.random() < 0.3 for _ in range(4)))
