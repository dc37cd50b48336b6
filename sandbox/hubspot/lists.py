"""Lists of contacts: made, read, and filled by record ids.

Source: HubSpot's specification of the lists API, version 2026-03. It states no limit of records in
a request. Guess: a name that is taken answers 400 with ILS.DUPLICATE_LIST_NAMES (seen by others in
live accounts); a list that does not keep its members by hand answers 400.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.errors import HubspotError, not_found, validation
from sandbox.hubspot.times import iso

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sandbox.hubspot.contacts import Contacts

PROCESSING_TYPES = ("MANUAL", "DYNAMIC", "SNAPSHOT")
_BY_HAND = ("MANUAL", "SNAPSHOT")
CONTACT_TYPE = "0-1"


@dataclass
class ContactList:
    """One list; `members`: by record id, when each was added."""

    list_id: str
    name: str
    processing_type: str
    created_at: datetime
    members: dict[int, datetime] = field(default_factory=dict)


class Lists:
    """All lists of the account, by id."""

    def __init__(self, contacts: Contacts) -> None:
        self._contacts = contacts
        self._last_id = 500
        self.lists: dict[str, ContactList] = {}

    def create(self, body: Mapping[str, Any], now: datetime) -> ContactList:
        """Make a list of contacts.

        :raises HubspotError: 400
        """
        name = str(body.get("name") or "")
        if not name or body.get("objectTypeId") != CONTACT_TYPE:
            raise validation("A list needs a name and an objectTypeId")
        if body.get("processingType") not in PROCESSING_TYPES:
            raise validation("processingType is not one of MANUAL, DYNAMIC, SNAPSHOT")
        if self.find(name) is not None:
            raise HubspotError(
                400,
                "VALIDATION_ERROR",
                f"List names must be unique: {name}",
                subCategory="ILS.DUPLICATE_LIST_NAMES",
            )
        self._last_id += 1
        made = ContactList(str(self._last_id), name, str(body["processingType"]), now)
        self.lists[made.list_id] = made
        return made

    def find(self, name: str) -> ContactList | None:
        """Return the list of a name, whatever its case."""
        named = (row for row in self.lists.values() if row.name.lower() == name.lower())
        return next(named, None)

    def by_id(self, list_id: str) -> ContactList:
        """Return a list.

        :raises HubspotError: 404
        """
        if list_id not in self.lists:
            raise not_found(f"List does not exist with ID {list_id}.")
        return self.lists[list_id]

    def change_members(
        self, list_id: str, to_add: Sequence[Any], to_remove: Sequence[Any], now: datetime
    ) -> dict[str, list[str]]:
        """Add and remove members; who is in already, or not in, is passed over.

        :raises HubspotError: 400 or 404
        """
        target = self.by_id(list_id)
        if target.processing_type not in _BY_HAND:
            raise validation("Memberships of a list of type DYNAMIC cannot be changed")
        added, removed, missing = [], [], []
        for record_id in map(str, (*to_add, *to_remove)):
            if not record_id.isdigit() or self._contacts.by_id(int(record_id)) is None:
                missing.append(record_id)
        for record_id in map(str, to_add):
            if record_id not in missing and int(record_id) not in target.members:
                target.members[int(record_id)] = now
                added.append(record_id)
        for record_id in map(str, to_remove):
            if record_id not in missing and target.members.pop(int(record_id), None):
                removed.append(record_id)
        return {
            "recordsIdsAdded": added,
            "recordIdsRemoved": removed,
            "recordIdsMissing": missing,
        }

    def members_of(self, target: ContactList) -> list[str]:
        """Return the addresses of a list's members; archived contacts are none."""
        records = (self._contacts.part_of(contact_id) for contact_id in target.members)
        return sorted({record.email for record in records if record is not None})


def render_list(row: ContactList) -> dict[str, Any]:
    """Return a list as the API shows it."""
    return {
        "listId": row.list_id,
        "listVersion": 1,
        "name": row.name,
        "objectTypeId": CONTACT_TYPE,
        "processingStatus": "COMPLETE",
        "processingType": row.processing_type,
        "createdAt": iso(row.created_at),
        "updatedAt": iso(row.created_at),
        "size": len(row.members),
    }


def render_members(row: ContactList) -> list[dict[str, str]]:
    """Return a list's members as the API lists them, by record id."""
    return [
        {"recordId": str(contact_id), "membershipTimestamp": iso(row.members[contact_id])}
        for contact_id in sorted(row.members)
    ]
