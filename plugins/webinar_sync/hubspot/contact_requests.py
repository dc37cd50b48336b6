"""HubSpot's contacts: reading by address, creating, updating."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.email import normalise
from webinar_sync.hubspot.batches import NOT_ANSWERED, BatchResult, Row, reasons_by_key
from webinar_sync.hubspot.client import rows_of
from webinar_sync.hubspot.contact_answers import (
    contacts_by_address,
    contacts_of,
    id_of,
    missing_ids,
)
from webinar_sync.hubspot.contact_properties import (
    ADDITIONAL_EMAILS,
    EMAIL,
    FIRST_NAME,
    LAST_NAME,
    MERGED_CONTACT_IDS,
)
from webinar_sync.hubspot.endpoints import CREATE_CONTACTS, READ_CONTACTS, UPDATE_CONTACTS
from webinar_sync.hubspot.errors import HubspotBadAnswerError, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.hubspot.client import HubspotClient

Properties = dict[str, str]
"""Values of a contact by the names of HubSpot's properties."""

CONFLICTS = frozenset({"CONFLICT", "OBJECT_ALREADY_EXISTS"})
"""HubSpot's categories of what is created a second time."""
MERGED = Reason("MERGED")
"""HubSpot answered with another contact: the one into which this one was merged."""


def read_contacts(
    client: HubspotClient,
    addresses: Sequence[str],
    names: Mapping[str, str],
    *,
    archived: bool = False,
) -> list[Row]:
    """Return the contacts that have one of the addresses, as primary or secondary address.

    HubSpot answers a secondary address with its contact, and does not say which input it was.

    :param addresses: up to 100, trimmed, in lower case, each once (doubles fail the whole batch)
    :param names: of our properties, by column
    :raises HubspotBadAnswerError: if the answer is odd
    """
    body = {
        "idProperty": EMAIL,
        "inputs": [{"id": address} for address in addresses],
        "properties": [EMAIL, ADDITIONAL_EMAILS, FIRST_NAME, LAST_NAME, *names.values()],
        "propertiesWithHistory": [],
    }
    # Guess: archived=true goes together with idProperty=email.
    query = {"archived": str(archived).lower()}
    answer = client.call(READ_CONTACTS, body, query=query).body
    return contacts_by_address(answer, addresses, names, archived=archived)


def read_addresses(
    client: HubspotClient, contact_id: int, *, archived: bool = False
) -> tuple[int, set[str]] | None:
    """Return HubSpot's present id of a contact and its addresses; None: it does not exist.

    A contact that was merged into another one has the other's id.

    :raises HubspotBadAnswerError: if HubSpot says neither that it exists nor that it does not
    """
    body = {
        "inputs": [{"id": str(contact_id)}],
        "properties": [EMAIL, ADDITIONAL_EMAILS],
        "propertiesWithHistory": [],
    }
    answer = client.call(READ_CONTACTS, body, query={"archived": str(archived).lower()}).body
    for contact in contacts_of(answer, 1):
        properties = contact["properties"]
        written = f"{properties.get(EMAIL) or ''};{properties.get(ADDITIONAL_EMAILS) or ''}"
        addresses = {normalise(address) for address in written.split(";") if address.strip()}
        return id_of(contact) or contact_id, addresses
    if not archived and contact_id not in missing_ids(answer):
        raise HubspotBadAnswerError(
            "POST contacts/batch/read: the answer says neither that a contact exists nor that it "
            "does not"
        )
    return None


def find_contacts(client: HubspotClient, contact_ids: Sequence[int]) -> dict[int, int]:
    """Return those of the contacts that exist, and HubSpot's present id of each.

    A contact that was merged into another one has the other's id. Deleted ones are left out: those
    of which HubSpot says that they do not exist. Guess: `hs_merged_object_ids` of the contact that
    is left names those merged into it; a contact that it does not name is asked for alone.

    :param contact_ids: up to 100, each once
    :raises HubspotBadAnswerError: if HubSpot says neither that a contact exists nor that it does
        not
    """
    body = {
        "inputs": [{"id": str(contact_id)} for contact_id in contact_ids],
        "properties": [MERGED_CONTACT_IDS],
        "propertiesWithHistory": [],
    }
    answer = client.call(READ_CONTACTS, body).body
    requested = set(contact_ids)
    present_ids: dict[int, int] = {}
    strangers: list[int] = []
    for contact in contacts_of(answer, len(requested)):
        present_id = id_of(contact) or 0
        named = _merged_ids(contact["properties"]) | {present_id}
        present_ids |= dict.fromkeys(named & requested, present_id)
        strangers += [] if named & requested else [present_id]
    unexplained = requested - present_ids.keys() - missing_ids(answer)
    if len(requested) == 1 and len(strangers) == 1:
        return {contact_ids[0]: strangers[0]}
    if unexplained and len(requested) == 1:
        raise HubspotBadAnswerError(
            "POST contacts/batch/read: the answer says neither that a contact exists nor that it "
            "does not"
        )
    for contact_id in sorted(unexplained):
        present_ids |= find_contacts(client, [contact_id])
    return present_ids


def _merged_ids(properties: Mapping[str, Any]) -> set[int]:
    merged = str(properties.get(MERGED_CONTACT_IDS) or "")
    return {int(part) for part in merged.split(";") if part.strip().isdigit()}


def create_contacts(client: HubspotClient, rows: Sequence[tuple[Row, Properties]]) -> BatchResult:
    """Create contacts; accepted rows have their new `hubspot_id`.

    A contact that somebody else made meanwhile is refused with one of `CONFLICTS`, and is not
    written to. Guess: with a trace id in each row, it costs no other row (HubSpot: error handling).
    """
    inputs = [
        {
            "objectWriteTraceId": row["object_key"],
            "properties": {EMAIL: row["email"], **properties},
            "associations": [],
        }
        for row, properties in rows
    ]
    body = client.call(CREATE_CONTACTS, {"inputs": inputs}).body
    contacts = rows_of(CREATE_CONTACTS, body)
    by_trace_id = {str(contact.get("objectWriteTraceId")): contact for contact in contacts}
    by_email = {_email_of(contact): contact for contact in contacts}
    reasons = reasons_by_key(body, "objectWriteTraceId", "ids")
    result = BatchResult()
    for row, _ in rows:
        contact = by_trace_id.get(row["object_key"]) or by_email.get(row["email"]) or {}
        contact_id = id_of(contact)
        if contact_id is None:
            reason = reasons.get(row["object_key"]) or reasons.get(row["email"]) or NOT_ANSWERED
            result.refused.append((row, reason))
        else:
            result.accepted.append({**row, "hubspot_id": contact_id})
    return result


def _email_of(contact: Mapping[str, Any]) -> str:
    properties = contact.get("properties")
    return normalise(properties.get(EMAIL)) if isinstance(properties, dict) else ""


def update_contacts(client: HubspotClient, rows: Sequence[tuple[Row, Properties]]) -> BatchResult:
    """Write properties of contacts by HubSpot's record id. The address is never among them.

    A row that HubSpot answers with another contact is refused as `MERGED`. Refused rows have the
    ids of contacts that may have been written to in their place, as `answered_ids`. HubSpot passes
    over ids that do not exist in silence (HubSpot's community): these are not answered.
    """
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
    answered_ids = {str(contact.get("objectWriteTraceId")): id_of(contact) for contact in contacts}
    requested_ids = {row["hubspot_id"] for row, _ in rows}
    updated_ids = {id_of(contact) for contact in contacts}
    reasons = reasons_by_key(body, "objectWriteTraceId", "ids", "id")
    result = BatchResult()
    for row, _ in rows:
        contact_id = row["hubspot_id"]
        answered_id = answered_ids.get(row["object_key"])
        if contact_id == answered_id or (answered_id is None and contact_id in updated_ids):
            result.accepted.append(row)
            continue
        reason = reasons.get(row["object_key"]) or reasons.get(str(contact_id))
        others = {answered_id} if answered_id else updated_ids - requested_ids
        if reason is None and answered_id:
            reason = MERGED
        result.refused.append(
            ({**row, "answered_ids": sorted(filter(None, others))}, reason or NOT_ANSWERED)
        )
    return result
