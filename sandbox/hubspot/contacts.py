"""Contacts and their properties, as HubSpot keeps them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.errors import HubspotError, RowError, not_found, validation
from sandbox.hubspot.model import Portal, Property

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

MAX_BATCH = 100
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_STANDARD = (
    Property("email", "Email"),
    Property("firstname", "First name"),
    Property("lastname", "Last name"),
    Property("phone", "Phone"),
    Property("hs_additional_emails", "Additional email addresses", is_read_only=True),
    Property("hs_merged_object_ids", "Merged record IDs", is_read_only=True),
    Property("hs_object_id", "Record ID", "number", is_read_only=True),
    Property("createdate", "Create date", "datetime", is_read_only=True),
    Property("lastmodifieddate", "Last modified date", "datetime", is_read_only=True),
)


@dataclass
class Record:
    """One contact."""

    contact_id: int
    email: str
    created_at: datetime
    updated_at: datetime
    additional: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    archived_at: datetime | None = None
    merged: list[int] = field(default_factory=list)


class Contacts:
    """All contacts of the account, found by id and by any of their addresses."""

    def __init__(self, portal: Portal, now: datetime) -> None:
        self._finds_archived_by_email = portal.finds_archived_by_email
        known = (*_STANDARD, *portal.properties)
        self.properties = {one.name: one for one in known}
        self.groups = {one.group for one in known}
        self.records: dict[int, Record] = {}
        self._active: dict[str, int] = {}
        self._archived: dict[str, int] = {}
        self._merged_into: dict[int, int] = {}
        self._last_id = 100_000
        for one in portal.contacts:
            record = self._add(one.email.lower(), dict(one.properties), now)
            for address in one.additional_emails:
                self.add_secondary(record.contact_id, address)
            if one.is_archived:
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

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Merge a contact into another, which takes over its addresses."""
        kept, gone = self.records[kept_id], self.records.pop(gone_id)
        for address in (gone.email, *gone.additional):
            kept.additional.append(address)
            self._active[address] = kept_id
        kept.merged.append(gone_id)
        self._merged_into[gone_id] = kept_id

    def forget(self, contact_id: int) -> None:
        """Delete a contact for good, as somebody who asks to be forgotten is."""
        record = self.records.pop(contact_id)
        for address in (record.email, *record.additional):
            self._active.pop(address, None)
            self._archived.pop(address, None)

    # What the API asks.

    def by_id(self, contact_id: int, *, archived: bool = False) -> Record | None:
        """Return a contact by its id; a merged one's is that of the contact it was merged into."""
        record = self.records.get(self._merged_into.get(contact_id, contact_id))
        return record if record and (record.archived_at is not None) == archived else None

    def by_key(self, key: str, *, archived: bool = False) -> Record | None:
        """Return a contact by its id as a request writes it."""
        return self.by_id(int(key) if key.isdigit() else 0, archived=archived)

    def by_email(self, email: str, *, archived: bool = False) -> Record | None:
        """Return a contact by any of its addresses."""
        if archived and not self._finds_archived_by_email:
            return None
        found = (self._archived if archived else self._active).get(email.strip().lower())
        return self.by_id(found, archived=archived) if found else None

    def read(self, body: Mapping[str, Any], *, archived: bool) -> tuple[list[Any], list[Any]]:
        """Answer a batch read: rows, each contact once, and the errors of ids that are missing."""
        ids = unique_ids(body)
        by_email = body.get("idProperty") == "email"
        found: dict[int, Any] = {}
        missing = []
        for one in ids:
            record = (
                self.by_email(one, archived=archived)
                if by_email
                else self.by_key(one, archived=archived)
            )
            if record is None:
                missing.append(one)
            else:
                found[record.contact_id] = self.render(record, body.get("properties") or ())
        errors = (
            [
                RowError(
                    "OBJECT_NOT_FOUND", "Could not get some CONTACT objects", ids=missing
                ).entry()
            ]
            if missing
            else []
        )
        return list(found.values()), errors

    def render(self, record: Record, wanted: Sequence[str] = ()) -> dict[str, Any]:
        """Return a contact as the API tells it."""
        values = {
            **record.properties,
            "email": record.email,
            "hs_additional_emails": ";".join(record.additional) or None,
            "hs_merged_object_ids": ";".join(map(str, record.merged)) or None,
            "hs_object_id": str(record.contact_id),
            "createdate": iso(record.created_at),
            "lastmodifieddate": iso(record.updated_at),
        }
        names = {"hs_object_id", "createdate", "lastmodifieddate", *wanted}
        return {
            "id": str(record.contact_id),
            "properties": {one: values.get(one) for one in sorted(names)},
            "createdAt": iso(record.created_at),
            "updatedAt": iso(record.updated_at),
            "archived": record.archived_at is not None,
            **({"archivedAt": iso(record.archived_at)} if record.archived_at else {}),
        }

    def create(self, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Create one contact.

        :raises RowError: CONFLICT if there is one with the address
        """
        properties = self._valid(given.get("properties") or {})
        email = properties.pop("email", "").strip().lower()
        found = self.by_email(email)
        if found is not None:
            raise RowError("CONFLICT", f"Contact already exists. Existing ID: {found.contact_id}")
        record = self._add(_valid_address(email), {}, now)
        self._write(record, properties, now)
        return self.render(record, ("email", *properties))

    def upsert(self, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Create or update one contact by address.

        :raises RowError: with HubSpot's words, which quote values
        """
        if given.get("idProperty") != "email":
            raise RowError("VALIDATION_ERROR", "idProperty must be a unique property")
        email = str(given.get("id") or "").strip().lower()
        properties = self._valid(given.get("properties") or {})
        record = self.by_email(email)
        is_new = record is None
        if record is None:
            record = self._add(_valid_address(email), {}, now)
        self._write(record, properties, now)
        return {**self.render(record, ("email", *properties)), "new": is_new}

    def update(self, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Update one contact by record id.

        :raises RowError: if there is none, or a value is not valid
        """
        key = str(given.get("id") or "")
        record = self.by_key(key)
        if record is None:
            raise RowError("OBJECT_NOT_FOUND", "Could not find the CONTACT object", ids=[key])
        properties = self._valid(given.get("properties") or {})
        self._write(record, properties, now)
        return self.render(record, ("email", *properties))

    def create_properties(self, inputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Make properties; one that is there, or whose group is not, fails all."""
        for one in inputs:
            needed = ("name", "label", "type", "fieldType", "groupName")
            lacking = [name for name in needed if not one.get(name)]
            if lacking:
                raise validation(f"Property lacks {', '.join(lacking)}")
            if one["name"] in self.properties:
                raise HubspotError(
                    409, "OBJECT_ALREADY_EXISTS", f"Property named '{one['name']}' already exists."
                )
            if one["groupName"] not in self.groups:
                raise validation(f"Property group {one['groupName']} does not exist")
        for one in inputs:
            made = Property(one["name"], one["label"], one["type"], one["groupName"])
            self.properties[made.name] = made
        return [self.render_property(self.properties[one["name"]]) for one in inputs]

    def create_group(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Make a group of properties."""
        name = str(given.get("name") or "")
        if name in self.groups:
            raise HubspotError(409, "OBJECT_ALREADY_EXISTS", f"Group {name} already exists.")
        if not name or not given.get("label"):
            raise validation("A property group needs a name and a label")
        self.groups.add(name)
        return {"name": name, "label": given["label"], "displayOrder": -1, "archived": False}

    @staticmethod
    def render_property(one: Property) -> dict[str, Any]:
        """Return a property as the API tells it."""
        return {
            "name": one.name,
            "label": one.label,
            "type": one.kind,
            "fieldType": "number" if one.kind == "number" else "text",
            "description": "",
            "groupName": one.group,
            "options": [],
            "hidden": False,
            "hasUniqueValue": one.name == "email",
            "formField": False,
            "modificationMetadata": {
                "archivable": True,
                "readOnlyDefinition": one.is_read_only,
                "readOnlyValue": one.is_read_only,
            },
        }

    def _valid(self, given: Mapping[str, Any]) -> dict[str, str]:
        for name, value in given.items():
            known = self.properties.get(name)
            if known is None:
                raise RowError(
                    "VALIDATION_ERROR",
                    f'Property values were not valid: [{{"isValid":false,"message":"Property '
                    f'\\"{name}\\" does not exist","error":"PROPERTY_DOESNT_EXIST",'
                    f'"name":"{name}"}}]',
                )
            if known.is_read_only:
                raise RowError(
                    "VALIDATION_ERROR", f'"{name}" is READ_ONLY_VALUE and cannot be set to {value}'
                )
            if known.kind == "number" and value not in ("", None) and not _is_number(value):
                raise RowError(
                    "VALIDATION_ERROR",
                    f'Property values were not valid: [{{"isValid":false,"message":"{value} was '
                    f'not a valid number.","error":"INVALID_INTEGER","name":"{name}"}}]',
                )
        return {name: "" if value is None else str(value) for name, value in given.items()}

    def _write(self, record: Record, properties: Mapping[str, str], now: datetime) -> None:
        values = dict(properties)
        email = values.pop("email", "").strip().lower()
        if email and email != record.email:
            raise RowError("VALIDATION_ERROR", f"The primary address would become {email}")
        record.properties |= values
        for name in [name for name, value in values.items() if value == ""]:
            del record.properties[name]
        record.updated_at = now

    def _add(self, email: str, properties: Mapping[str, str], now: datetime) -> Record:
        self._last_id += 1
        record = Record(self._last_id, email, now, now, properties=dict(properties))
        self.records[record.contact_id] = record
        self._active[email] = record.contact_id
        return record


def unique_ids(body: Mapping[str, Any]) -> list[str]:
    """Return the ids of a batch.

    :raises HubspotError: if there are none, too many, or one twice
    """
    inputs = body.get("inputs")
    if not isinstance(inputs, list) or not inputs:
        raise validation("Invalid input JSON: inputs is required")
    if len(inputs) > MAX_BATCH:
        raise validation(f"The maximum batch size is {MAX_BATCH}, and {len(inputs)} were sent")
    ids = [str(one.get("id") or "") for one in inputs]
    doubled = sorted({one for one in ids if one and ids.count(one) > 1})
    if doubled:
        raise validation(
            f"Duplicate IDs found in batch input: [{', '.join(doubled)}]. IDs must be unique",
            ids=doubled,
        )
    return ids


def iso(moment: datetime) -> str:
    """Return a time as the API writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def one_contact(record: Record | None) -> Record:
    """Return a contact that was asked for by itself.

    :raises HubspotError: 404
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


def _is_number(value: object) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return True
