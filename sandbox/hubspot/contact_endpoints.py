"""Endpoints of contacts and their properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.calls import Endpoint, as_whole
from sandbox.hubspot.contacts import MAX_BATCH, one_contact, unique_ids
from sandbox.hubspot.errors import Answer, RowError, validation
from sandbox.hubspot.faults import check_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.hubspot.calls import Call

MAX_SEARCH_PAGE = 200
MAX_FOUND = 10_000


def read(call: Call) -> Answer:
    """Answer contacts by id or by any of their addresses; those missing are errors."""
    rows, errors = call.account.contacts.read(call.body, archived=call.is_archived())
    return call.batch(rows, errors)


def create(call: Call) -> Answer:
    """Create a batch of contacts."""
    return _write(call, lambda row: call.account.contacts.create(row, call.now), status=201)


def create_one(call: Call) -> Answer:
    """Create a contact: a second one with an address is refused with 409."""
    try:
        return Answer(201, call.account.contacts.create(call.body, call.now))
    except RowError as error:
        raise error.as_whole(409 if error.category == "CONFLICT" else 400) from None


def upsert(call: Call) -> Answer:
    """Create or update a batch of contacts by address."""
    unique_ids(call.body)
    return _write(call, lambda row: call.account.contacts.upsert(row, call.now))


def update(call: Call) -> Answer:
    """Update a batch of contacts by record id."""
    unique_ids(call.body)
    return _write(call, lambda row: call.account.contacts.update(row, call.now))


def update_one(call: Call) -> Answer:
    """Update a contact by record id."""
    try:
        found = call.account.contacts.update({**call.body, "id": call.parts["id"]}, call.now)
    except RowError as error:
        raise error.as_whole(404 if error.category == "OBJECT_NOT_FOUND" else 400) from None
    return Answer(200, found)


def _write(
    call: Call, write: Callable[[dict[str, Any]], dict[str, Any]], *, status: int = 200
) -> Answer:
    """Write the rows of a batch: a bad one costs itself alone where rows have trace ids."""
    inputs = call.inputs()
    if len(inputs) > MAX_BATCH:
        raise validation(f"The maximum batch size is {MAX_BATCH}, and {len(inputs)} were sent")
    is_traced = all(one.get("objectWriteTraceId") for one in inputs)
    if not is_traced:
        for row in inputs:
            as_whole(lambda row=row: check_row(call.fault, row))  # type: ignore[misc]
    rows, errors = [], []
    for row in inputs:
        trace = str(row.get("objectWriteTraceId") or "")
        try:
            check_row(call.fault, row)
            found = write(row)
        except RowError as error:
            if not is_traced:
                raise validation(error.message) from None
            errors.append(error.entry(objectWriteTraceId=[trace]))
            continue
        if trace:
            found["objectWriteTraceId"] = trace
        rows.append(found)
    return call.batch(call.answered(rows), errors, status=status)


def archive(call: Call) -> Answer:
    """Archive a batch of contacts; those that are not there are passed over."""
    for one in call.inputs():
        if call.account.contacts.by_id(int(one["id"])):
            call.account.contacts.archive(int(one["id"]), call.now)
    return Answer(204)


def archive_one(call: Call) -> Answer:
    """Archive a contact."""
    record = one_contact(call.account.contacts.by_key(call.parts["id"]))
    call.account.contacts.archive(record.contact_id, call.now)
    return Answer(204)


def gdpr_delete(call: Call) -> Answer:
    """Delete a contact for good: no archive has it."""
    contacts, key = call.account.contacts, str(call.body.get("objectId") or "")
    by_email = call.body.get("idProperty") == "email"
    record = contacts.by_email(key) if by_email else contacts.by_key(key)
    if record is not None:
        contacts.forget(record.contact_id)
    elif not by_email:
        one_contact(None)
    return Answer(204)


def merge(call: Call) -> Answer:
    """Merge a contact into another."""
    contacts, kept = call.account.contacts, int(call.body["primaryObjectId"])
    contacts.merge(kept, int(call.body["objectIdToMerge"]))
    return Answer(200, contacts.render(one_contact(contacts.by_id(kept))))


def list_all(call: Call) -> Answer:
    """List contacts, or the archived ones."""
    wanted = [one for one in call.query.get("properties", "").split(",") if one]
    rows = [
        call.account.contacts.render(one, wanted)
        for one in call.account.contacts.records.values()
        if (one.archived_at is not None) == call.is_archived()
    ]
    return call.page(rows)


def get(call: Call) -> Answer:
    """Answer one contact, by id or address."""
    contacts, key, archived = call.account.contacts, call.parts["id"], call.is_archived()
    by_email = call.query.get("idProperty") == "email"
    record = (
        contacts.by_email(key, archived=archived)
        if by_email
        else contacts.by_key(key, archived=archived)
    )
    wanted = [one for one in call.query.get("properties", "").split(",") if one]
    return Answer(200, contacts.render(one_contact(record), wanted))


def search(call: Call) -> Answer:
    """Search contacts: never archived ones, at most 10,000, and only what EQ and IN can say."""
    contacts, body = call.account.contacts, call.body
    limit = int(body.get("limit") or 10)
    if not 1 <= limit <= MAX_SEARCH_PAGE:
        raise validation(f"limit must be between 1 and {MAX_SEARCH_PAGE}")
    wanted = body.get("properties") or []
    groups = [group.get("filters") or [] for group in body.get("filterGroups") or []]
    asked = {one["propertyName"] for group in groups for one in group}
    rows = []
    for record in contacts.records.values():
        if record.archived_at is not None:
            continue
        values = contacts.render(record, sorted(asked))["properties"]
        if not groups or any(all(_matches(one, values) for one in group) for group in groups):
            rows.append(contacts.render(record, wanted))
    return call.page_of(rows[:MAX_FOUND], limit, body.get("after"), total=True)


def _matches(one: dict[str, Any], values: dict[str, Any]) -> bool:
    given = str(values.get(one["propertyName"]) or "").lower()
    if one.get("operator") == "EQ":
        return given == str(one.get("value")).lower()
    if one.get("operator") == "IN":
        return given in [str(value).lower() for value in one.get("values") or []]
    raise validation(f"The sandbox does not search by {one.get('operator')}")


def list_properties(call: Call) -> Answer:
    """List contact properties."""
    contacts = call.account.contacts
    return Answer(
        200, {"results": [contacts.render_property(one) for one in contacts.properties.values()]}
    )


def create_properties(call: Call) -> Answer:
    """Create a batch of properties."""
    return call.batch(call.account.contacts.create_properties(call.inputs()), status=201)


def list_groups(call: Call) -> Answer:
    """List groups of properties."""
    rows = [
        {"name": one, "label": one, "displayOrder": -1, "archived": False}
        for one in sorted(call.account.contacts.groups)
    ]
    return Answer(200, {"results": rows})


def create_group(call: Call) -> Answer:
    """Create a group of properties."""
    return Answer(201, call.account.contacts.create_group(call.body))


_C, _P = "/crm/objects/{version}/contacts", "/crm/properties/{version}/contacts"
_READ, _WRITE = "crm.objects.contacts.read", "crm.objects.contacts.write"
_SCHEMA, _DEFINE = "crm.schemas.contacts.read", "crm.schemas.contacts.write"
SEARCH = f"{_C}/search"
"""Has a limit of its own."""

ENDPOINTS = (
    Endpoint("POST", f"{_C}/batch/read", _READ, read),
    Endpoint("POST", f"{_C}/batch/create", _WRITE, create),
    Endpoint("POST", f"{_C}/batch/upsert", _WRITE, upsert),
    Endpoint("POST", f"{_C}/batch/update", _WRITE, update),
    Endpoint("POST", f"{_C}/batch/archive", _WRITE, archive),
    Endpoint("POST", f"{_C}/merge", _WRITE, merge),
    Endpoint("POST", f"{_C}/gdpr-delete", _WRITE, gdpr_delete),
    Endpoint("POST", SEARCH, _READ, search),
    Endpoint("GET", _C, _READ, list_all),
    Endpoint("POST", _C, _WRITE, create_one),
    Endpoint("GET", f"{_C}/{{id}}", _READ, get),
    Endpoint("PATCH", f"{_C}/{{id}}", _WRITE, update_one),
    Endpoint("DELETE", f"{_C}/{{id}}", _WRITE, archive_one),
    Endpoint("GET", _P, _SCHEMA, list_properties),
    Endpoint("POST", f"{_P}/batch/create", _DEFINE, create_properties),
    Endpoint("GET", f"{_P}/groups", _SCHEMA, list_groups),
    Endpoint("POST", f"{_P}/groups", _DEFINE, create_group),
)
