"""Endpoints of marketing events and of who takes part in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot import events as marketing
from sandbox.hubspot.calls import Endpoint, as_whole
from sandbox.hubspot.contacts import iso, one_contact
from sandbox.hubspot.errors import Answer, HubspotError, RowError, validation
from sandbox.hubspot.faults import check_row

if TYPE_CHECKING:
    from sandbox.hubspot.calls import Call
    from sandbox.hubspot.contacts import Record
    from sandbox.hubspot.events import Event, State

SEARCHABLE_AFTER_SECONDS = 180
"""HubSpot: "a few minutes after creation"."""


# Events.


def list_events(call: Call) -> Answer:
    """List events, whichever app made them."""
    rows = [_with_counts_v2(call, one) for one in call.account.events.events.values()]
    return call.page(call.answered(rows))


def create(call: Call) -> Answer:
    """Create an event. Guess: one that is there is updated, as by an upsert."""
    return Answer(200, marketing.render_default(call.account.events.upsert(call.body, call.now)))


def upsert(call: Call) -> Answer:
    """Create or update a batch of events of this app."""
    for one in call.inputs():
        as_whole(lambda one=one: check_row(call.fault, one))  # type: ignore[misc]
    rows = [
        marketing.render_event(call.account.events.upsert(one, call.now)) for one in call.inputs()
    ]
    return call.batch(call.answered(rows))


def update_batch(call: Call) -> Answer:
    """Update a batch of events by HubSpot's id, whichever app made them."""
    rows, errors = [], []
    for one in call.inputs():
        try:
            rows.append(marketing.render_event_v2(call.account.events.update(one, call.now)))
        except HubspotError as error:
            if error.status != 404:
                raise
            entry = RowError("OBJECT_NOT_FOUND", str(error)).entry(id=[str(one["objectId"])])
            errors.append(entry)
    return call.batch(rows, errors)


def update(call: Call) -> Answer:
    """Update an event by HubSpot's id."""
    given = {**call.body, "objectId": call.parts["id"]}
    return Answer(200, marketing.render_event_v2(call.account.events.update(given, call.now)))


def archive(call: Call) -> Answer:
    """Delete a batch of events by HubSpot's id. Guess: those not there are passed over."""
    errors = []
    for one in call.inputs():
        try:
            check_row(call.fault, one)
        except RowError as error:
            errors.append(error.entry(id=[str(one["objectId"])]))
            continue
        call.account.events.delete(int(one["objectId"]))
    return call.batch([], errors) if errors else Answer(204)


def delete_external(call: Call) -> Answer:
    """Delete a batch of events by external ids."""
    for one in call.inputs():
        query = {"externalAccountId": str(one.get("externalAccountId") or "")}
        event = call.account.events.by_external(str(one.get("externalEventId")), query)
        call.account.events.delete(event.object_id)
    return call.batch([])


def search(call: Call) -> Answer:
    """Find events of this app by external id."""
    rows = [
        {
            "appId": one.app_id,
            "externalAccountId": one.account,
            "externalEventId": one.external_id,
            "objectId": str(one.object_id),
        }
        for one in call.account.events.events.values()
        if one.external_id == call.query.get("q") and one.app_id == call.account.portal.app_id
    ]
    return Answer(200, {"results": rows})


def identifiers(call: Call) -> Answer:
    """Find events of all apps by external id; new ones are not found yet."""
    rows = [
        {
            "externalAccountId": one.account,
            "externalEventId": one.external_id,
            "marketingEventName": str(one.fields.get("eventName")),
            "objectId": str(one.object_id),
            "appInfo": {"id": str(one.app_id), "name": one.app_name},
        }
        for one in call.account.events.events.values()
        if one.external_id == call.parts["external"]
        and (call.now - one.created_at).total_seconds() > SEARCHABLE_AFTER_SECONDS
    ]
    return Answer(200, {"results": rows, "total": len(rows)})


def _external(call: Call) -> Event:
    return call.account.events.by_external(call.parts["external"], call.query)


def _by_id(call: Call) -> Event:
    return call.account.events.by_id(call.parts["id"])


def put_external(call: Call) -> Answer:
    """Create or update an event."""
    return Answer(200, marketing.render_event(call.account.events.upsert(call.body, call.now)))


def patch_external(call: Call) -> Answer:
    """Update an event of this app."""
    event = _external(call)
    call.account.events.write(event, call.body, call.now)
    return Answer(200, marketing.render_event(event))


def get_external(call: Call) -> Answer:
    """Answer an event of this app."""
    event = _external(call)
    counts = _counts(call, event)
    return Answer(
        200, {**marketing.render_event(event), "externalEventId": event.external_id} | counts
    )


def remove_external(call: Call) -> Answer:
    """Delete an event of this app."""
    call.account.events.delete(_external(call).object_id)
    return Answer(204)


def complete(call: Call) -> Answer:
    """Complete an event, with its real start and end."""
    event = _external(call)
    call.account.events.complete(event, call.body or {}, call.now)
    return Answer(200, marketing.render_default(event))


def cancel(call: Call) -> Answer:
    """Cancel an event."""
    event = _external(call)
    call.account.events.write(event, {"eventCancelled": True}, call.now)
    return Answer(200, marketing.render_default(event))


def get(call: Call) -> Answer:
    """Answer an event by HubSpot's id."""
    return Answer(200, _with_counts_v2(call, _by_id(call)))


def remove(call: Call) -> Answer:
    """Delete an event by HubSpot's id."""
    call.account.events.delete(_by_id(call).object_id)
    return Answer(204)


# Who takes part.


def attend(call: Call) -> Answer:
    """Take in what contacts did, by their ids, in an event by HubSpot's id."""
    return _tell(call, _by_id(call))


def attend_external(call: Call) -> Answer:
    """Take in what contacts did, by their ids, in an event of this app."""
    return _tell(call, _external(call))


def _tell(call: Call, event: Event) -> Answer:
    """Take in what contacts did; guess: one that is not there is an error of its own."""
    verb = marketing.check_verb(call.parts["verb"])
    rows, errors = [], []
    for one in call.inputs():
        vid = one.get("vid")
        record = call.account.contacts.by_id(vid) if isinstance(vid, int) else None
        try:
            check_row(call.fault, one)
            if record is None:
                raise RowError("OBJECT_NOT_FOUND", f"No contact {vid}")
        except RowError as error:
            errors.append(error.entry(vid=[str(vid)]))
            continue
        call.account.events.tell(event, verb, record.contact_id, one, call.now)
        rows.append({"vid": vid})
    return call.batch(call.answered(rows), errors, status=201)


def attend_by_email(call: Call) -> Answer:
    """Take in what people did, by address: contacts that are not there are created."""
    return _tell_by_email(call, _by_id(call))


def attend_external_by_email(call: Call) -> Answer:
    """Take in what people did, by address, in an event of this app."""
    return _tell_by_email(call, _external(call))


def _tell_by_email(call: Call, event: Event) -> Answer:
    verb = marketing.check_verb(call.parts["verb"])
    contacts = call.account.contacts
    rows = []
    for one in call.inputs():
        email = str(one.get("email") or "").lower()
        record = contacts.by_email(email)
        if record is None:
            made = contacts.add(email, call.now, **(one.get("contactProperties") or {}))
            record = one_contact(contacts.by_id(made))
        call.account.events.tell(event, verb, record.contact_id, one, call.now)
        rows.append({"vid": record.contact_id, "email": email})
    return call.batch(rows, status=201)


def counters(call: Call) -> Answer:
    """Count everybody's present state in an event."""
    return _counters(call, _by_id(call))


def counters_external(call: Call) -> Answer:
    """Count everybody's present state in an event of this app."""
    return _counters(call, _of_account(call))


def _counters(call: Call, event: Event) -> Answer:
    counts = _counts(call, event)
    return Answer(
        200,
        {
            "attended": counts["attendees"],
            "registered": counts["registrants"],
            "cancelled": counts["cancellations"],
            "noShows": counts["noShows"],
        },
    )


def breakdown(call: Call) -> Answer:
    """List who takes part in an event."""
    return _breakdown(call, [_by_id(call)])


def breakdown_external(call: Call) -> Answer:
    """List who takes part in an event of this app."""
    return _breakdown(call, [_of_account(call)])


def breakdown_of_contact(call: Call) -> Answer:
    """List in what somebody takes part, by id or address."""
    key = call.parts["contact"]
    contacts = call.account.contacts
    record = one_contact(contacts.by_email(key) if "@" in key else contacts.by_key(key))
    return _breakdown(call, list(call.account.events.events.values()), record.contact_id)


def _of_account(call: Call) -> Event:
    query = {"externalAccountId": call.parts["account"]}
    return call.account.events.by_external(call.parts["external"], query)


def _breakdown(call: Call, events: list[Event], only: int | None = None) -> Answer:
    wanted, identifier = call.query.get("state"), call.query.get("contactIdentifier")
    if wanted not in (None, "REGISTERED", "CANCELLED", "ATTENDED", "NO_SHOW"):
        raise validation(f"{wanted} is not a state")
    rows = []
    for event in events:
        for contact_id, part in sorted(_parts(call, event).items()):
            record = one_contact(call.account.contacts.by_id(contact_id))
            if (
                wanted in (None, part.state)
                and only in (None, contact_id)
                and identifier in (None, record.email, str(contact_id))
            ):
                rows.append(_part_row(event, record, part))
    return call.page(rows, default=10, total=True)


def _parts(call: Call, event: Event) -> dict[int, State]:
    """Return everybody's part, as far as it can be read yet.

    Guess: an archived contact's part is not told, and a merged one's moves.
    """
    found: dict[int, State] = {}
    told = call.account.events.parts_of(event, call.now, call.account.delay_seconds)
    for contact_id, part in told.items():
        record = call.account.contacts.by_id(contact_id)
        if record is not None:
            found.setdefault(record.contact_id, part)
    return found


def _counts(call: Call, event: Event) -> dict[str, int]:
    states = [one.state for one in _parts(call, event).values()]
    return {
        "attendees": states.count("ATTENDED"),
        "registrants": states.count("REGISTERED"),
        "cancellations": states.count("CANCELLED"),
        "noShows": states.count("NO_SHOW"),
    }


def _with_counts_v2(call: Call, event: Event) -> dict[str, Any]:
    return marketing.render_event_v2(event) | _counts(call, event)


def _part_row(event: Event, record: Record, part: State) -> dict[str, Any]:
    properties = {
        "attendanceState": part.state,
        "occurredAt": round(part.occurred_at.timestamp() * 1000),
        "attendanceDurationSeconds": marketing.duration_of(part),
        "attendancePercentage": marketing.percentage_of(event, part),
    }
    return {
        "id": f"{event.object_id}-{record.contact_id}",
        "createdAt": iso(part.written_at),
        "associations": {
            "contact": {
                "contactId": str(record.contact_id),
                "email": record.email,
                "firstname": record.properties.get("firstname", ""),
                "lastname": record.properties.get("lastname", ""),
            },
            "marketingEvent": {
                "marketingEventId": str(event.object_id),
                "name": event.fields.get("eventName"),
                "externalAccountId": event.account,
                "externalEventId": event.external_id,
            },
        },
        "properties": {name: value for name, value in properties.items() if value is not None},
    }


_E = "/marketing/marketing-events/{version}"
_X = f"{_E}/events/{{external}}"
_ATTENDANCE = f"{_E}/{{id}}/attendance/{{verb}}"
_ATTENDANCE_X = f"{_E}/attendance/{{external}}/{{verb}}"
_PARTS = f"{_E}/participations"
_READ, _WRITE = "crm.objects.marketing_events.read", "crm.objects.marketing_events.write"

# The first that matches is the one: fixed words come before ids.
ENDPOINTS = (
    Endpoint("GET", _E, _READ, list_events),
    Endpoint("POST", f"{_E}/events", _WRITE, create),
    Endpoint("POST", f"{_E}/events/upsert", _WRITE, upsert),
    Endpoint("POST", f"{_E}/events/delete", _WRITE, delete_external),
    Endpoint("POST", f"{_E}/batch/update", _WRITE, update_batch),
    Endpoint("POST", f"{_E}/batch/archive", _WRITE, archive),
    Endpoint("GET", f"{_E}/events/search", _READ, search),
    Endpoint("PUT", _X, _WRITE, put_external),
    Endpoint("PATCH", _X, _WRITE, patch_external),
    Endpoint("GET", _X, _READ, get_external),
    Endpoint("DELETE", _X, _WRITE, remove_external),
    Endpoint("POST", f"{_X}/complete", _WRITE, complete),
    Endpoint("POST", f"{_X}/cancel", _WRITE, cancel),
    Endpoint("GET", f"{_PARTS}/contacts/{{contact}}/breakdown", _READ, breakdown_of_contact),
    Endpoint("GET", f"{_PARTS}/{{id}}/breakdown", _READ, breakdown),
    Endpoint("GET", f"{_PARTS}/{{account}}/{{external}}/breakdown", _READ, breakdown_external),
    Endpoint("GET", f"{_PARTS}/{{id}}", _READ, counters),
    Endpoint("GET", f"{_PARTS}/{{account}}/{{external}}", _READ, counters_external),
    Endpoint("GET", f"{_E}/{{external}}/identifiers", _READ, identifiers),
    Endpoint("POST", f"{_ATTENDANCE_X}/create", _WRITE, attend_external),
    Endpoint("POST", f"{_ATTENDANCE_X}/email-create", _WRITE, attend_external_by_email),
    Endpoint("POST", f"{_ATTENDANCE}/create", _WRITE, attend),
    Endpoint("POST", f"{_ATTENDANCE}/email-create", _WRITE, attend_by_email),
    Endpoint("GET", f"{_E}/{{id}}", _READ, get),
    Endpoint("PATCH", f"{_E}/{{id}}", _WRITE, update),
    Endpoint("DELETE", f"{_E}/{{id}}", _WRITE, remove),
)
