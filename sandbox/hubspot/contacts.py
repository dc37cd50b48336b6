"""Contacts, as HubSpot keeps them: found by id and by any of their addresses.

Source: HubSpot's guide on contacts (2026-09),
developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.errors import RowError, not_found
from sandbox.hubspot.times import iso

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sandbox.hubspot.model import Portal
    from sandbox.hubspot.properties import Properties

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass
class ContactRecord:
    """One contact.

    `additional`: its secondary addresses; `merged`: ids of those merged into it; `former_ids`:
    those that it had itself before merges made new records of it; `names_merges`: whether it
    names those merged into it as the property of other objects does.
    """

    contact_id: int
    email: str
    created_at: datetime
    updated_at: datetime
    additional: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    archived_at: datetime | None = None
    merged: list[int] = field(default_factory=list)
    former_ids: list[int] = field(default_factory=list)
    names_merges: bool = True


class Contacts:
    """All contacts of the account, found by id and by any of their addresses."""

    def __init__(self, portal: Portal, properties: Properties, now: datetime) -> None:
        self._portal = portal
        self._properties = properties
        self.records: dict[int, ContactRecord] = {}
        self._active: dict[str, int] = {}
        self._archived: dict[str, int] = {}
        self._merged_into: dict[int, int] = {}
        self._last_id = 100_000
        for contact in portal.contacts:
            record = self._add(contact.email.lower(), dict(contact.properties), now)
            for address in contact.additional_emails:
                self.add_secondary(record.contact_id, address)
            if contact.is_archived:
                self.archive(record.contact_id, now)

    # What a HubSpot user does.

    def add(self, email: str, now: datetime, **properties: str) -> int:
        """Make a contact by hand, and return its id."""
        return self._add(email.lower(), properties, now).contact_id

    def add_secondary(self, contact_id: int, address: str) -> None:
        """Give a contact a secondary address."""
        record = self.records[contact_id]
        record.additional.append(address.lower())
        self._active[address.lower()] = contact_id

    def rename(self, contact_id: int, address: str) -> None:
        """Give a contact another primary address; it does not keep the old one."""
        record = self.records[contact_id]
        del self._active[record.email]
        record.email = address.lower()
        self._active[record.email] = contact_id

    def archive(self, contact_id: int, now: datetime) -> None:
        """Delete a contact: it stays in the archive for 90 days."""
        record = self.records[contact_id]
        record.archived_at = now
        for address in (record.email, *record.additional):
            self._active.pop(address, None)
            self._archived[address] = contact_id

    def merge(self, kept_id: int, merged_id: int) -> None:
        """Merge a contact into another, which takes over its addresses."""
        kept, merged = self.records[kept_id], self.records.pop(merged_id)
        kept.names_merges = self._portal.names_merges
        for address in (merged.email, *merged.additional):
            if self._portal.keeps_merged_addresses:
                kept.additional.append(address)
                self._active[address] = kept_id
            else:
                del self._active[address]
        kept.merged += [merged_id, *merged.merged]
        for contact_id in (merged_id, *merged.merged):
            self._merged_into[contact_id] = kept_id

    def merge_into_new(self, kept_id: int, merged_id: int, now: datetime) -> int:
        """Merge two contacts into a new one, and return its id: this is how HubSpot merges now.

        Source: HubSpot's changelog, "Updated merge functionality for contacts and companies". The
        new contact has the properties of the first, and both ids lead to it.
        """
        kept = self.records[kept_id]
        self._active.pop(kept.email)
        contact_id = self._add(kept.email, kept.properties, now).contact_id
        for old_id in (kept_id, merged_id):
            self.merge(contact_id, old_id)
        self.records[contact_id].additional.remove(kept.email)
        self.records[contact_id].former_ids = [kept_id, *kept.former_ids]
        return contact_id

    def forget(self, contact_id: int) -> None:
        """Delete a contact for good, as at the request of a person who wants to be forgotten."""
        record = self.records.pop(contact_id)
        for address in (record.email, *record.additional):
            self._active.pop(address, None)
            self._archived.pop(address, None)

    # How a test looks into them.

    def active(self) -> list[ContactRecord]:
        """Return the contacts that are not archived, in the order of their ids."""
        return [record for record in self.records.values() if record.archived_at is None]

    def archived(self) -> list[ContactRecord]:
        """Return the archived contacts, in the order of their ids."""
        return [record for record in self.records.values() if record.archived_at is not None]

    def forget_archived_addresses(self) -> None:
        """Let the archive answer to no address that it holds now, as after its 90 days."""
        self._archived.clear()

    def part_of(self, contact_id: int) -> ContactRecord | None:
        """Return the contact with which events show a part that was written with an id."""
        if self._portal.shows_archived_parts and contact_id in self.records:
            return self.records[contact_id]
        return self.by_id(contact_id)

    # What the API asks for.

    def by_id(self, contact_id: int, *, archived: bool = False) -> ContactRecord | None:
        """Return a contact by its id; a merged one's is that of the contact it was merged into."""
        record = self.records.get(self._merged_into.get(contact_id, contact_id))
        return record if record and (record.archived_at is not None) == archived else None

    def by_key(self, key: str, *, archived: bool = False) -> ContactRecord | None:
        """Return a contact by its id as a request writes it."""
        return self.by_id(int(key) if key.isdigit() else 0, archived=archived)

    def by_email(self, email: str, *, archived: bool = False) -> ContactRecord | None:
        """Return a contact by any of its addresses."""
        if archived and not self._portal.finds_archived_by_email:
            return None
        contact_id = (self._archived if archived else self._active).get(email.strip().lower())
        return self.by_id(contact_id, archived=archived) if contact_id else None

    def create(self, row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Create a contact, and return it as the API shows it.

        :raises RowError: CONFLICT if a contact has the address
        """
        properties = self._properties.check_values(row.get("properties") or {})
        email = properties.pop("email", "").strip().lower()
        existing = self.by_email(email)
        if existing is not None:
            raise RowError(
                "CONFLICT", f"Contact already exists. Existing ID: {existing.contact_id}"
            )
        record = self._add(_valid_address(email), {}, now)
        self._write(record, properties, now)
        return render_contact(record, ("email", *properties))

    def upsert(self, row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Create or update a contact by address, and return it as the API shows it.

        :raises RowError: with HubSpot's text, which quotes values
        """
        if row.get("idProperty") != "email":
            raise RowError("VALIDATION_ERROR", "idProperty must be a unique property")
        email = str(row.get("id") or "").strip().lower()
        properties = self._properties.check_values(row.get("properties") or {})
        record = self.by_email(email)
        is_new = record is None
        if record is None:
            record = self._add(_valid_address(email), {}, now)
        self._write(record, properties, now)
        return {**render_contact(record, ("email", *properties)), "new": is_new}

    def update(self, row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Update a contact by record id, and return it as the API shows it.

        :raises RowError: if there is none, or a value is not valid
        """
        key = str(row.get("id") or "")
        record = self.by_key(key)
        if record is None:
            raise RowError("OBJECT_NOT_FOUND", "Could not find the CONTACT object", ids=[key])
        properties = self._properties.check_values(row.get("properties") or {})
        self._write(record, properties, now)
        return render_contact(record, ("email", *properties))

    def _write(self, record: ContactRecord, properties: Mapping[str, str], now: datetime) -> None:
        values = dict(properties)
        email = values.pop("email", "").strip().lower()
        if email and email != record.email:
            raise RowError("VALIDATION_ERROR", f"The primary address would become {email}")
        record.properties |= values
        for name in [name for name, value in values.items() if value == ""]:
            del record.properties[name]
        record.updated_at = now

    def _add(self, email: str, properties: Mapping[str, str], now: datetime) -> ContactRecord:
        self._last_id += 1
        record = ContactRecord(self._last_id, email, now, now, properties=dict(properties))
        self.records[record.contact_id] = record
        self._active[email] = record.contact_id
        return record


def render_contact(record: ContactRecord, properties: Sequence[str] = ()) -> dict[str, Any]:
    """Return a contact as the API shows it, with the requested properties."""
    values = {
        **record.properties,
        "email": record.email,
        "hs_additional_emails": ";".join(record.additional) or None,
        "hs_merged_object_ids": (
            ";".join(map(str, record.merged)) or None if record.names_merges else None
        ),
        "hs_calculated_merged_vids": (
            ";".join(f"{merged_id}:1767225600000" for merged_id in record.merged) or None
        ),
        "hs_object_id": str(record.contact_id),
        "createdate": iso(record.created_at),
        "lastmodifieddate": iso(record.updated_at),
    }
    names = {"hs_object_id", "createdate", "lastmodifieddate", *properties}
    return {
        "id": str(record.contact_id),
        "properties": {name: values.get(name) for name in sorted(names)},
        "createdAt": iso(record.created_at),
        "updatedAt": iso(record.updated_at),
        "archived": record.archived_at is not None,
        **({"archivedAt": iso(record.archived_at)} if record.archived_at else {}),
    }


def require_contact(record: ContactRecord | None) -> ContactRecord:
    """Return the contact that a request is about.

    :raises HubspotError: 404 if there is none
    """
    if record is None:
        raise not_found()
    return record


def _valid_address(email: str) -> str:
    if not _ADDRESS.fullmatch(email):
        raise RowError(
            "VALIDATION_ERROR",
            f'Property values were not valid: [{{"isValid":false,"message":"Email address '
            f'{email} is invalid","error":"INVALID_EMAIL","name":"email"}}]',
        )
    return email
