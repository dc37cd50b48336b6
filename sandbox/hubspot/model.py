"""What a HubSpot account holds when the sandbox starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

ALL_SCOPES = frozenset(
    {
        "oauth",
        "crm.objects.contacts.read",
        "crm.objects.contacts.write",
        "crm.schemas.contacts.read",
        "crm.schemas.contacts.write",
        "crm.objects.marketing_events.read",
        "crm.objects.marketing_events.write",
        "crm.objects.owners.read",
        "settings.users.read",
        "analytics.behavioral_events.send",
        "behavioral_events.event_definitions.read_write",
        "automation",
        "crm.lists.read",
        "crm.lists.write",
    }
)


@dataclass(frozen=True)
class Contact:
    """A contact: its primary address, secondary ones, and properties (HubSpot keeps texts)."""

    email: str
    additional_emails: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    is_archived: bool = False


@dataclass(frozen=True)
class User:
    """Somebody who may log in to the account."""

    email: str
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True)
class Property:
    """A contact property. `is_read_only`: the API may not write it. `options`: value, label."""

    name: str
    label: str
    kind: str = "string"
    group: str = "contactinformation"
    is_read_only: bool = False
    description: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ForeignEvent:
    """A marketing event that another app made, such as HubSpot's own Zoom app."""

    app_id: int
    app_name: str
    external_account_id: str
    external_event_id: str
    name: str
    organizer: str
    starts_at: datetime


NATIVE_PROPERTIES = (
    Property(
        "zoom_webinar_attendance_average_duration",
        "Average Zoom webinar attendance duration",
        "number",
        "zoom",
    ),
    Property("zoom_webinar_joinlink", "Last registered Zoom webinar", "string", "zoom"),
    Property(
        "zoom_webinar_registration_count",
        "Total number of Zoom webinar registrations",
        "number",
        "zoom",
    ),
    Property(
        "zoom_webinar_attendance_count",
        "Total number of Zoom webinars attended",
        "number",
        "zoom",
    ),
)
"""What HubSpot's own Zoom app makes, as seen in live accounts."""


@dataclass(frozen=True)
class Portal:
    """A HubSpot account, the app whose token is used, and what it allows.

    `requests_per_10s`, `requests_per_day`: of Professional by default. `finds_archived_by_email`:
    whether the archive answers to addresses, which no document says. `names_merges`: contacts name
    those that were merged into them. `keeps_merged_addresses`: as secondary ones.
    `shows_archived_parts`: events show contacts that were deleted. `ends_open_events`: an event
    without an end is over once it began. `lists_descriptions`: of events. `client_secret`: of the
    app with the workflow action, whose requests are signed with it. `attendance_status`: of the
    answer to attendances, 200 by the specification; a live account was seen to answer 201.
    """

    token: str
    portal_id: int = 4711
    app_id: int = 1001
    app_name: str = "webinar-sync"
    time_zone: str = "US/Eastern"
    scopes: frozenset[str] = ALL_SCOPES
    requests_per_10s: int = 190
    requests_per_day: int = 625_000
    attendance_status: int = 200
    finds_archived_by_email: bool = True
    names_merges: bool = True
    keeps_merged_addresses: bool = True
    shows_archived_parts: bool = False
    ends_open_events: bool = False
    lists_descriptions: bool = True
    client_secret: str = "sandbox-client-secret"
    contacts: tuple[Contact, ...] = ()
    users: tuple[User, ...] = (User("owner@hubspot-account.example"),)
    properties: tuple[Property, ...] = ()
    events: tuple[ForeignEvent, ...] = ()
