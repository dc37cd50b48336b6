"""HubSpot's contacts: reading by address, creating, updating."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.email import normalise
from webinar_sync.hubspot.batches import NOT_ANSWERED, BatchResult, Row, reasons_by_key
from webinar_sync.hubspot.client import rows_of
from webinar_sync.hubspot.contact_properties import (
    ADDITIONAL_EMAILS,
    EMAIL,
    FIRST_NAME,
    LAST_NAME,
    MERGED_CONTACT_IDS,
)
from webinar_sync.hubspot.endpoints import READ_CONTACTS, UPDATE_CONTACTS, UPSERT_CONTACTS
from webinar_sync.hubspot.errors import HubspotBadAnswerError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.hubspot.client import HubspotClient

Properties = dict[str, str]
"""Values of a contact by the names of HubSpot's properties."""


def read_contacts(
    client: HubspotClient, addresses: Sequence[str], *, archived: bool = False
) -> list[Row]:
    """Return the contacts that have one of the addresses, as primary or secondary address.

    HubSpot answers a secondary address with its contact, and does not say which input it was.

    :param addresses: up to 100, trimmed, in lower case, each once (doubles fail the whole batch)
    """
    body = {
        "idProperty": EMAIL,
        "inputs": [{"id": address} for address in addresses],
        "properties": [EMAIL, ADDITIONAL_EMAILS, FIRST_NAME, LAST_NAME],
        "propertiesWithHistory": [],
    }
    # Guess: archived=true goes together with idProperty=email.
    query = {"archived": str(archived).lower()}
    contacts = rows_of(READ_CONTACTS, client.call(READ_CONTACTS, body, query=query).body)
    return [_mirror_row(contact, archived) for contact in contacts]


def find_contacts(client: HubspotClient, contact_ids: Sequence[int]) -> dict[int, int]:
    """Return those of the contacts that exist, and HubSpot's present id of each.

    A contact that was merged into another one has the other's id. Deleted ones are left out.
    Guess: `hs_merged_object_ids` of the contact that is left names those merged into it.

    :param contact_ids: up to 100, each once
    """
    body = {
        "inputs": [{"id": str(contact_id)} for contact_id in contact_ids],
        "properties": [MERGED_CONTACT_IDS],
        "propertiesWithHistory": [],
    }
    requested_ids = set(contact_ids)
    present_ids: dict[int, int] = {}
    for contact in rows_of(READ_CONTACTS, client.call(READ_CONTACTS, body).body):
        present_id = int(contact["id"])
        merged = str((contact.get("properties") or {}).get(MERGED_CONTACT_IDS) or "")
        merged_ids = {int(part) for part in merged.split(";") if part.strip().isdigit()}
        present_ids |= dict.fromkeys((merged_ids | {present_id}) & requested_ids, present_id)
    return present_ids


def _mirror_row(contact: Mapping[str, Any], archived: bool) -> Row:
    if not str(contact.get("id") or "").isdigit():
        raise HubspotBadAnswerError("POST contacts/batch/read: a contact has no id")
    properties = contact.get("properties") or {}
    additional = str(properties.get(ADDITIONAL_EMAILS) or "").split(";")
    return {
        "contact_id": int(contact["id"]),
        "email": normalise(properties.get(EMAIL)),
        "additional_emails": sorted(
            {normalise(address) for address in additional if address.strip()}
        ),
        "is_archived": archived,
        "has_first_name": bool(properties.get(FIRST_NAME)),
        "has_last_name": bool(properties.get(LAST_NAME)),
    }


def create_contacts(client: HubspotClient, rows: Sequence[tuple[Row, Properties]]) -> BatchResult:
    """Create contacts by address; a contact that somebody else made meanwhile is updated.

    An upsert, not a create: sent again after a crash, it has the same effect. Accepted rows have
    their new `hubspot_id`.
    """
    inputs = [
        {
            "id": row["email"],
            "idProperty": EMAIL,
            "objectWriteTraceId": row["object_key"],
            "properties": properties,
        }
        for row, properties in rows
    ]
    body = client.call(UPSERT_CONTACTS, {"inputs": inputs}).body
    contacts = rows_of(UPSERT_CONTACTS, body)
    by_trace_id = {str(contact.get("objectWriteTraceId")): contact for contact in contacts}
    by_email = {
        normalise((contact.get("properties") or {}).get(EMAIL)): contact for contact in contacts
    }
    reasons = reasons_by_key(body, "objectWriteTraceId", "ids")
    result = BatchResult()
    for row, _ in rows:
        contact = by_trace_id.get(row["object_key"]) or by_email.get(row["email"])
        if contact is None:
            reason = reasons.get(row["object_key"]) or reasons.get(row["email"]) or NOT_ANSWERED
            result.refused.append((row, reason))
        else:
            result.accepted.append({**row, "hubspot_id": int(contact["id"])})
    return result


def update_contacts(client: HubspotClient, rows: Sequence[tuple[Row, Properties]]) -> BatchResult:
    """Write properties of contacts by HubSpot's record id. The address is never among them."""
    inputs = [
        {
            "id": str(row["hubspot_id"]),
            "objectWriteTraceId": row["object_key"],
            "properties": properties,
        }
        for row, properties in rows
    ]
    body = client.call(UPDATE_CONTACTS, {"inputs": inputs}).body
    contacts = rows_of(UPDATE_CONTACTS, body)
    updated_keys = {
        str(contact.get(name)) for contact in contacts for name in ("objectWriteTraceId", "id")
    }
    reasons = reasons_by_key(body, "objectWriteTraceId", "ids", "id")
    result = BatchResult()
    for row, _ in rows:
        keys = (row["object_key"], str(row["hubspot_id"]))
        if any(key in updated_keys for key in keys):
            result.accepted.append(row)
        else:
            row_reasons = [reasons[key] for key in keys if key in reasons]
            result.refused.append((row, row_reasons[0] if row_reasons else NOT_ANSWERED))
    return result
