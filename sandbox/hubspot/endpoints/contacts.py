"""HubSpot's endpoints of contacts: batches, single contacts, listings and the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.answers import Answer
from sandbox.hubspot.calls import Call, Endpoint, refusing_whole_batch
from sandbox.hubspot.contacts import render_contact, require_contact
from sandbox.hubspot.errors import RowError, validation
from sandbox.hubspot.faults import check_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.hubspot.contacts import ContactRecord

MAX_BATCH = 100
MAX_SEARCH_PAGE = 200
MAX_SEARCHED = 10_000


# Batches.


def read(call: Call) -> Answer:
    """Answer contacts by id or by any of their addresses, each once; missing ids are errors."""
    contacts, archived = call.account.contacts, call.is_archived()
    is_by_email = call.body.get("idProperty") == "email"
    rows: dict[int, Any] = {}
    missing = []
    for key in _unique_ids(call.body):
        record = (
            contacts.by_email(key, archived=archived)
            if is_by_email
            else contacts.by_key(key, archived=archived)
        )
        if record is None:
            missing.append(key)
        else:
            rows[record.contact_id] = render_contact(record, call.body.get("properties") or ())
    errors = []
    if missing:
        error = RowError("OBJECT_NOT_FOUND", "Could not get some CONTACT objects", ids=missing)
        errors = [error.entry()]
    return call.batch(list(rows.values()), errors, partial_status=call.partial_status())


def create(call: Call) -> Answer:
    """Create a batch of contacts."""
    return _write(call, lambda row: call.account.contacts.create(row, call.now), status=201)


def upsert(call: Call) -> Answer:
    """Create or update a batch of contacts by address."""
    _unique_ids(call.body)
    return _write(
        call,
        lambda row: call.account.contacts.upsert(row, call.now),
        partial_status=call.partial_status(),
    )


def update(call: Call) -> Answer:
    """Update a batch of contacts by record id; ids that do not exist are passed over in silence.

    Source: HubSpot's community, on 207 answers with neither results nor errors.
    """
    ids, contacts = _unique_ids(call.body), call.account.contacts
    inputs = [row for row in call.inputs() if contacts.by_key(str(row.get("id") or ""))]
    answer = _write(
        call,
        lambda row: contacts.update(row, call.now),
        partial_status=call.partial_status(),
        inputs=inputs,
    )
    if len(inputs) < len(ids):
        answer.status = call.partial_status()
    return answer


def archive(call: Call) -> Answer:
    """Archive a batch of contacts; those that do not exist are passed over."""
    for row in call.inputs():
        if call.account.contacts.by_id(int(row["id"])):
            call.account.contacts.archive(int(row["id"]), call.now)
    return Answer(204)


def _write(
    call: Call,
    write: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    status: int = 200,
    partial_status: int = 207,
    inputs: list[dict[str, Any]] | None = None,
) -> Answer:
    """Write the rows of a batch: with trace ids, a bad row does not stop the others."""
    inputs = call.inputs() if inputs is None else inputs
    if len(inputs) > MAX_BATCH:
        raise validation(f"The maximum batch size is {MAX_BATCH}, and {len(inputs)} were sent")
    is_traced = all(row.get("objectWriteTraceId") for row in inputs)
    if not is_traced:
        for row in inputs:
            with refusing_whole_batch():
                check_row(call.fault, row)
    rows, errors = [], []
    for row in inputs:
        trace = str(row.get("objectWriteTraceId") or "")
        try:
            check_row(call.fault, row)
            written = write(row)
        except RowError as error:
            if not is_traced:
                raise error.as_whole(409 if error.category == "CONFLICT" else 400) from None
            errors.append(error.entry(objectWriteTraceId=[trace]))
            continue
        if trace:
            written["objectWriteTraceId"] = trace
        rows.append(written)
    return call.batch(call.answered(rows), errors, status=status, partial_status=partial_status)


def _unique_ids(body: dict[str, Any]) -> list[str]:
    """Return the ids of a batch.

    :raises HubspotError: if there are none, too many, or one twice
    """
    inputs = body.get("inputs")
    if not isinstance(inputs, list) or not inputs:
        raise validation("Invalid input JSON: inputs is required")
    if len(inputs) > MAX_BATCH:
        raise validation(f"The maximum batch size is {MAX_BATCH}, and {len(inputs)} were sent")
    ids = [str(row.get("id") or "") for row in inputs]
    doubled = sorted({key for key in ids if key and ids.count(key) > 1})
    if doubled:
        raise validation(
            f"Duplicate IDs found in batch input: [{', '.join(doubled)}]. IDs must be unique",
            ids=doubled,
        )
    return ids


# Single contacts.


def create_contact(call: Call) -> Answer:
    """Create a contact: a second one with an address is refused with 409."""
    try:
        return Answer(201, call.account.contacts.create(call.body, call.now))
    except RowError as error:
        raise error.as_whole(409 if error.category == "CONFLICT" else 400) from None


def update_contact(call: Call) -> Answer:
    """Update a contact by record id."""
    try:
        updated = call.account.contacts.update({**call.body, "id": call.parts["id"]}, call.now)
    except RowError as error:
        raise error.as_whole(404 if error.category == "OBJECT_NOT_FOUND" else 400) from None
    return Answer(200, updated)


def archive_contact(call: Call) -> Answer:
    """Archive a contact."""
    record = require_contact(call.account.contacts.by_key(call.parts["id"]))
    call.account.contacts.archive(record.contact_id, call.now)
    return Answer(204)


def gdpr_delete(call: Call) -> Answer:
    """Delete a contact for good: no archive has it."""
    contacts, key = call.account.contacts, str(call.body.get("objectId") or "")
    is_by_email = call.body.get("idProperty") == "email"
    record = contacts.by_email(key) if is_by_email else contacts.by_key(key)
    if record is not None or not is_by_email:
        contacts.forget(require_contact(record).contact_id)
    return Answer(204)


def merge(call: Call) -> Answer:
    """Merge a contact into another."""
    contacts, kept_id = call.account.contacts, int(call.body["primaryObjectId"])
    contacts.merge(kept_id, int(call.body["objectIdToMerge"]))
    return Answer(200, render_contact(require_contact(contacts.by_id(kept_id))))


def get_contact(call: Call) -> Answer:
    """Answer one contact, by id or address."""
    contacts, key, archived = call.account.contacts, call.parts["id"], call.is_archived()
    record = (
        contacts.by_email(key, archived=archived)
        if call.query.get("idProperty") == "email"
        else contacts.by_key(key, archived=archived)
    )
    return Answer(200, render_contact(require_contact(record), _requested_properties(call)))


# Listings.


def list_contacts(call: Call) -> Answer:
    """List contacts, or the archived ones."""
    contacts, properties = call.account.contacts, _requested_properties(call)
    records = contacts.archived() if call.is_archived() else contacts.active()
    return call.page([render_contact(record, properties) for record in records])


def search(call: Call) -> Answer:
    """Search contacts: never archived ones, at most 10,000, by EQ, IN and HAS_PROPERTY only."""
    body = call.body
    limit = int(body.get("limit") or 10)
    if not 1 <= limit <= MAX_SEARCH_PAGE:
        raise validation(f"limit must be between 1 and {MAX_SEARCH_PAGE}")
    groups = [group.get("filters") or [] for group in body.get("filterGroups") or []]
    rows = [
        render_contact(record, body.get("properties") or [])
        for record in call.account.contacts.active()
        if not groups or _is_in_a_group(record, groups)
    ]
    return call.page_of(rows[:MAX_SEARCHED], limit, body.get("after"), total=True)


def _is_in_a_group(record: ContactRecord, groups: list[list[dict[str, Any]]]) -> bool:
    names = sorted({condition["propertyName"] for group in groups for condition in group})
    values = render_contact(record, names)["properties"]
    return any(all(_matches(condition, values) for condition in group) for group in groups)


def _matches(condition: dict[str, Any], values: dict[str, Any]) -> bool:
    value = str(values.get(condition["propertyName"]) or "").lower()
    if condition.get("operator") == "HAS_PROPERTY":
        return value != ""
    if condition.get("operator") == "EQ":
        return value == str(condition.get("value")).lower()
    if condition.get("operator") == "IN":
        return value in [str(allowed).lower() for allowed in condition.get("values") or []]
    raise validation(f"The sandbox does not search by {condition.get('operator')}")


def _requested_properties(call: Call) -> list[str]:
    return [name for name in call.query.get("properties", "").split(",") if name]


_PATH = "/crm/objects/{version}/contacts"
_READ, _WRITE = "crm.objects.contacts.read", "crm.objects.contacts.write"
SEARCH = f"{_PATH}/search"
"""Has a limit of its own."""

ENDPOINTS = (
    Endpoint("POST", f"{_PATH}/batch/read", _READ, read),
    Endpoint("POST", f"{_PATH}/batch/create", _WRITE, create),
    Endpoint("POST", f"{_PATH}/batch/upsert", _WRITE, upsert),
    Endpoint("POST", f"{_PATH}/batch/update", _WRITE, update),
    Endpoint("POST", f"{_PATH}/batch/archive", _WRITE, archive),
    Endpoint("POST", f"{_PATH}/merge", _WRITE, merge),
    Endpoint("POST", f"{_PATH}/gdpr-delete", _WRITE, gdpr_delete),
    Endpoint("POST", SEARCH, _READ, search),
    Endpoint("GET", _PATH, _READ, list_contacts),
    Endpoint("POST", _PATH, _WRITE, create_contact),
    Endpoint("GET", f"{_PATH}/{{id}}", _READ, get_contact),
    Endpoint("PATCH", f"{_PATH}/{{id}}", _WRITE, update_contact),
    Endpoint("DELETE", f"{_PATH}/{{id}}", _WRITE, archive_contact),
)
