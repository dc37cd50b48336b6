"""Everything that the sandbox's HubSpot account holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.hubspot.contacts import Contacts
from sandbox.hubspot.custom_events import CustomEvents
from sandbox.hubspot.executions import Workflows
from sandbox.hubspot.limits import Limits
from sandbox.hubspot.lists import Lists
from sandbox.hubspot.marketing_events import Events
from sandbox.hubspot.properties import Properties

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.hubspot.model import Portal


@dataclass
class Account:
    """Everything that a HubSpot account holds. `delay_seconds`: reading lags behind writing."""

    portal: Portal
    now: datetime
    delay_seconds: float
    properties: Properties = field(init=False)
    event_properties: Properties = field(init=False)
    contacts: Contacts = field(init=False)
    events: Events = field(init=False)
    custom: CustomEvents = field(init=False)
    lists: Lists = field(init=False)
    limits: Limits = field(init=False)
    workflows: Workflows = field(init=False)

    def __post_init__(self) -> None:
        self.properties = Properties(self.portal.properties)
        self.contacts = Contacts(self.portal, self.properties, self.now)
        self.event_properties = Properties((), standard=())
        self.events = Events(self.portal, self.now, self.event_properties)
        self.custom = CustomEvents(self.portal.portal_id)
        self.lists = Lists(self.contacts)
        self.limits = Limits(self.portal)
        self.workflows = Workflows()
