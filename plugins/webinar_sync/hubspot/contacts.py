"""HubSpot's contacts: reading by address, creating, updating."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.batches import NOT_ANSWERED, Row, Verdict, errors_by
from webinar_sync.hubspot.client import rows_of
from webinar_sync.hubspot.endpoints import READ_CONTACTS, UPDATE_CONTACTS, UPSERT_CONTACTS
from webinar_sync.hubspot.errors import HubspotBadAnswerError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.hubspot.client import HubspotClient

Properties = dict[str, str]


def read_contacts(
    client: HubspotClient, addresses: Sequence[str], *, archived: bool = False
) -> list[Row]:
    """Return the contacts that have one of the addresses, as primary or secondary one.

    HubSpot answers a secondary address with its contact, and does not say which input it was.

    :param addresses: up to 100, trimmed, in lower case, each once (doubles fail the whole batch)
    """
    body = {
        "idProperty": "email",
        "inputs": [{"id": one} for one in addresses],
        "properties": ["email", "hs_additional_emails", "firstname", "lastname"],
        "propertiesWithHistory": [],
    }
    # Guess: archived=true goes together with idProperty=email.
    query = {"archived": str(archived).lower()}
    answer = client.call(READ_CONTACTS, body, query=query)
    return [_contact(one, archived) for one in rows_of(READ_CONTACTS, answer.body)]


def find_contacts(client: HubspotClient, contact_ids: Sequence[int]) -> dict[int, int]:
    """Return those of the contacts that are there, and HubSpot's id of each now.

    It is another one's where a contact was merged into that. Deleted ones are not there.
    Guess: `hs_merged_object_ids` of the contact that is left names those merged into it.

    :param contact_ids: up to 100, each once
    """
    body = {
        "inputs": [{"id": str(one)} for one in contact_ids],
        "properties": ["hs_merged_object_ids"],
        "propertiesWithHistory": [],
    }
    wanted = set(contact_ids)
    found: dict[int, int] = {}
    for one in rows_of(READ_CONTACTS, client.call(READ_CONTACTS, body).body):
        now = int(one["id"])
        merged = str((one.get("properties") or {}).get("hs_merged_object_ids") or "")
        before = {int(part) for part in merged.split(";") if part.strip().isdigit()}
        found |= dict.fromkeys((before | {now}) & wanted, now)
    return found


def _contact(found: Mapping[str, Any], archived: bool) -> Row:
    if not str(found.get("id") or "").isdigit():
        raise HubspotBadAnswerError("POST contacts/batch/read: a contact has no id")
    properties = found.get("properties") or {}
    additional = str(properties.get("hs_additional_emails") or "").split(";")
    return {
        "contact_id": int(found["id"]),
        "email": _clean(properties.get("email")),
        "additional_emails": sorted({_clean(one) for one in additional if one.strip()}),
        "is_archived": archived,
        "has_first_name": bool(properties.get("firstname")),
        "has_last_name": bool(properties.get("lastname")),
    }


def _clean(address: object) -> str:
    return str(address or "").strip().lower()


def create_contacts(client: HubspotClient, rows: Sequence[tuple[Row, Properties]]) -> Verdict:
    """Create contacts by address; one that somebody else made meanwhile is updated.

    An upsert, not a create: sent again after a crash, it has the same effect. Rows that were
    taken have their new `hubspot_id`.
    """
    inputs = [
        {
            "id": row["email"],
            "idProperty": "email",
            "objectWriteTraceId": row["object_key"],
            "properties": properties,
        }
        for row, properties in rows
    ]
    body = client.call(UPSERT_CONTACTS, {"inputs": inputs}).body
    found = rows_of(UPSERT_CONTACTS, body)
    by_trace = {str(one.get("objectWriteTraceId")): one for one in found}
    by_email = {_clean((one.get("properties") or {}).get("email")): one for one in found}
    errors = errors_by(body, "objectWriteTraceId", "ids")
    verdict = Verdict()
    for row, _ in rows:
        answer = by_trace.get(row["object_key"]) or by_email.get(row["email"])
        if answer is None:
            reason = errors.get(row["object_key"]) or errors.get(row["email"]) or NOT_ANSWERED
            verdict.refused.append((row, reason))
        else:
            verdict.taken.append({**row, "hubspot_id": int(answer["id"])})
    return verdict


def update_contacts(client: HubspotClient, rows: Sequence[tuple[Row, Properties]]) -> Verdict:
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
    found = rows_of(UPDATE_CONTACTS, body)
    taken = {str(one.get(name)) for one in found for name in ("objectWriteTraceId", "id")}
    errors = errors_by(body, "objectWriteTraceId", "ids", "id")
    verdict = Verdict()
    for row, _ in rows:
        keys = (row["object_key"], str(row["hubspot_id"]))
        if any(key in taken for key in keys):
            verdict.taken.append(row)
        else:
            reasons = [errors[key] for key in keys if key in errors]
            verdict.refused.append((row, reasons[0] if reasons else NOT_ANSWERED))
    return verdict
