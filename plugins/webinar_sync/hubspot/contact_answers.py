"""Judges what HubSpot answers about contacts: what it does not say is not taken for its word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.email import normalise
from webinar_sync.hubspot.batches import NOT_FOUND, errors_of, reasons_by_key
from webinar_sync.hubspot.client import rows_of
from webinar_sync.hubspot.contact_properties import (
    ADDITIONAL_EMAILS,
    EMAIL,
    FIRST_NAME,
    LAST_NAME,
)
from webinar_sync.hubspot.endpoints import READ_CONTACTS
from webinar_sync.hubspot.errors import HubspotBadAnswerError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.hubspot.batches import Row

_WHERE = "POST contacts/batch/read"


def contacts_of(body: Mapping[str, Any], requested: int) -> list[dict[str, Any]]:
    """Return the contacts of an answer, each with an id and its properties.

    :param requested: how many contacts were asked for
    :raises HubspotBadAnswerError: if a contact lacks them, or there are more than requested
    """
    contacts = rows_of(READ_CONTACTS, body)
    for contact in contacts:
        if id_of(contact) is None:
            raise HubspotBadAnswerError(f"{_WHERE}: a contact has no id")
        if not isinstance(contact.get("properties"), dict):
            raise HubspotBadAnswerError(f"{_WHERE}: a contact has no properties")
    if len(contacts) > requested:
        raise HubspotBadAnswerError(f"{_WHERE}: more contacts were answered than requested")
    return contacts


def contacts_by_address(
    body: Mapping[str, Any],
    addresses: Sequence[str],
    names: Mapping[str, str],
    *,
    archived: bool,
) -> list[Row]:
    """Return rows of the mirror for the contacts that have one of the requested addresses.

    Contacts that have none of them are left out. Of the archive, nothing is said about addresses
    that it does not have.

    :param names: of our properties, by column
    :raises HubspotBadAnswerError: if the answer is odd, or says neither that a contact has an
        address nor that none has it
    """
    requested = set(addresses)
    rows: dict[int, Row] = {}
    answered: set[str] = set()
    strangers = 0
    for contact in contacts_of(body, len(requested)):
        row = _mirror_row(contact, names, archived)
        own = requested & {row["email"], *row["additional_emails"]}
        answered |= own
        strangers += not own
        if own:
            rows[row["contact_id"]] = row
    says_missing = any(error.get("category") == NOT_FOUND for error in errors_of(body))
    if not archived and not says_missing and len(requested - answered) > strangers:
        raise HubspotBadAnswerError(
            f"{_WHERE}: the answer says neither that the contacts exist nor that they do not"
        )
    return list(rows.values())


def _mirror_row(contact: Mapping[str, Any], names: Mapping[str, str], archived: bool) -> Row:
    properties = contact["properties"]
    if not str(properties.get(EMAIL) or "").strip():
        raise HubspotBadAnswerError(f"{_WHERE}: a contact has no address")
    additional = str(properties.get(ADDITIONAL_EMAILS) or "").split(";")
    return {
        "contact_id": id_of(contact),
        "email": normalise(properties[EMAIL]),
        "additional_emails": sorted(
            {normalise(address) for address in additional if address.strip()}
        ),
        "is_archived": archived,
        "has_first_name": bool(properties.get(FIRST_NAME)),
        "has_last_name": bool(properties.get(LAST_NAME)),
        "properties": {
            column: "" if properties.get(name) is None else str(properties[name])
            for column, name in names.items()
        },
    }


def missing_ids(body: Mapping[str, Any]) -> set[int]:
    """Return the ids of which an answer says that no contact has them."""
    reasons = reasons_by_key(body, "ids", "id")
    return {
        int(key)
        for key, reason in reasons.items()
        if reason.category == NOT_FOUND and key.isdigit()
    }


def id_of(contact: Mapping[str, Any]) -> int | None:
    """Return a contact's id; None if the answer has none."""
    text = str(contact.get("id") or "")
    return int(text) if text.isascii() and text.isdigit() else None
