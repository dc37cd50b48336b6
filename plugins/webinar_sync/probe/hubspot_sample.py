"""A few things of one HubSpot account, which tell guesses; each is read when first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import WebinarSyncError
from webinar_sync.hubspot.contact_properties import ADDITIONAL_EMAILS, EMAIL, MERGED_CONTACT_IDS
from webinar_sync.hubspot.endpoints import (
    DETAILS,
    LIST_EVENTS,
    LIST_PROPERTIES,
    PARTICIPATIONS,
    READ_CONTACTS,
)
from webinar_sync.hubspot.errors import (
    HubspotBadAnswerError,
    HubspotRefusedError,
    HubspotScopeError,
)
from webinar_sync.probe.hubspot_reader import LIST_CONTACTS, SEARCH_CONTACTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webinar_sync.probe.hubspot_reader import HubspotReader
    from webinar_sync.probe.zoom_sample import ZoomSample

MERGES = "hs_calculated_merged_vids"
"""HubSpot's own record of the contacts merged into one: ids with times, as `123:1767225600000;…`
(documentation of the property in dbt_hubspot)."""
PAGE = 100
MAX_EVENT_PAGES = 3
MAX_ARCHIVED = 10
MAX_PARTS_EVENTS = 3


class HubspotSample:
    """Reads a sample of an account.

    :param zoom: samples of the Zoom accounts that are connected
    """

    def __init__(self, reader: HubspotReader, zoom: Iterable[ZoomSample] = ()) -> None:
        self.reader = reader
        self.zoom = tuple(zoom)

    @cached_property
    def account(self) -> dict[str, Any]:
        """Which account the token is of."""
        return self.reader.read(DETAILS)

    @cached_property
    def properties(self) -> dict[str, dict[str, Any]]:
        """The contact properties by name."""
        rows = self.reader.read_rows(LIST_PROPERTIES)
        return {str(row.get("name")): row for row in rows}

    def find_trouble(self) -> WebinarSyncError | None:
        """Return why HubSpot answers nothing at all; None: it answers, or lacks scopes only."""
        try:
            _ = self.account
        except (HubspotScopeError, HubspotRefusedError, HubspotBadAnswerError):
            return None
        except WebinarSyncError as error:
            return error
        return None

    # Contacts.

    @cached_property
    def merged_contacts(self) -> list[dict[str, Any]]:
        """Contacts that others were merged into: a page."""
        return self.search([MERGED_CONTACT_IDS, MERGES], [ADDITIONAL_EMAILS])

    def search(self, names: list[str], others: Iterable[str] = ()) -> list[dict[str, Any]]:
        """Return a page of the contacts that have one of some properties.

        :param others: properties to answer, too
        """
        groups = [
            {"filters": [{"propertyName": name, "operator": "HAS_PROPERTY"}]} for name in names
        ]
        body = {"filterGroups": groups, "properties": [*names, *others], "limit": PAGE}
        return self.reader.read_rows(SEARCH_CONTACTS, body)

    @cached_property
    def archived_contacts(self) -> list[dict[str, Any]]:
        """A few contacts that were deleted and have an address."""
        query = {"archived": "true", "limit": MAX_ARCHIVED, "properties": EMAIL}
        rows = self.reader.read_rows(LIST_CONTACTS, query=query)
        return [row for row in rows if value_of(row, EMAIL)]

    def read_contacts(
        self, keys: list[str], *, by: str = "", archived: bool = False, version: str = ""
    ) -> dict[str, Any]:
        """Return the answer to a batch read.

        :param by: the property that the keys are of; empty: ids
        """
        body = {
            **({"idProperty": by} if by else {}),
            "inputs": [{"id": key} for key in keys],
            "properties": [EMAIL],
            "propertiesWithHistory": [],
        }
        query = {"archived": str(archived).lower()}
        return self.reader.read(READ_CONTACTS, body, query=query, version=version)

    # Marketing events.

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """Marketing events of all apps: up to three pages."""
        rows: list[dict[str, Any]] = []
        query: dict[str, Any] = {"limit": PAGE}
        for _ in range(MAX_EVENT_PAGES):
            rows += self.reader.read_rows(LIST_EVENTS, query=query)
            following = (self.reader.read(LIST_EVENTS, query=query).get("paging") or {}).get("next")
            if not following:
                break
            query = {"limit": PAGE, "after": following.get("after")}
        return rows

    @cached_property
    def parts(self) -> list[dict[str, Any]]:
        """Who takes part in some events: those with most people, a page of each."""
        by_size = sorted(self.events, key=count_people, reverse=True)
        return [
            row
            for event in by_size[:MAX_PARTS_EVENTS]
            if count_people(event)
            for row in self.reader.read_rows(
                PARTICIPATIONS, query={"limit": PAGE}, object_id=event.get("objectId")
            )
        ]


def value_of(contact: dict[str, Any], name: str) -> str:
    """Return a contact's value of a property; empty: it has none."""
    properties = contact.get("properties")
    return str(properties.get(name) or "") if isinstance(properties, dict) else ""


def ids_in(text: str) -> set[str]:
    """Return the ids in a property of merges: separated by semicolons, perhaps with times."""
    ids = (part.partition(":")[0].strip() for part in text.split(";"))
    return {contact_id for contact_id in ids if contact_id.isdigit()}


def count_people(event: dict[str, Any]) -> int:
    """Return how many people a listed event counts."""
    names = ("registrants", "attendees", "cancellations", "noShows")
    return sum(event[name] for name in names if isinstance(event.get(name), int))
