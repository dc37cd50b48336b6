"""HubSpot's endpoints of participations: recording interactions, counting and listing states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.answers import Answer
from sandbox.hubspot.calls import Call, Endpoint
from sandbox.hubspot.contacts import require_contact
from sandbox.hubspot.errors import RowError, validation
from sandbox.hubspot.faults import check_row
from sandbox.hubspot.merged import by_present_contact
from sandbox.hubspot.participations import STATES, check_verb
from sandbox.hubspot.times import iso

if TYPE_CHECKING:
    from sandbox.hubspot.contacts import ContactRecord
    from sandbox.hubspot.marketing_events import Event
    from sandbox.hubspot.participations import Participation


# Recording: the verb in the path says what people did.


def record(call: Call) -> Answer:
    """Record what contacts did, by their ids, in an event by HubSpot's id."""
    return _record(call, _by_id(call))


def record_external(call: Call) -> Answer:
    """Record what contacts did, by their ids, in an event of this app."""
    return _record(call, _by_external_id(call))


def record_by_email(call: Call) -> Answer:
    """Record what people did, by address: contacts that do not exist are created."""
    return _record_by_email(call, _by_id(call))


def record_external_by_email(call: Call) -> Answer:
    """Record what people did, by address, in an event of this app."""
    return _record_by_email(call, _by_external_id(call))


def _record(call: Call, event: Event) -> Answer:
    """Record what contacts did. Guess: a contact that does not exist is an error of its own."""
    verb = check_verb(call.parts["verb"])
    rows, errors = [], []
    for row in call.inputs():
        vid = row.get("vid")
        contact = call.account.contacts.by_id(vid) if isinstance(vid, int) else None
        try:
            check_row(call.fault, row)
            if contact is None:
                raise RowError("OBJECT_NOT_FOUND", f"No contact {vid}")
        except RowError as error:
            errors.append(error.entry(vid=[str(vid)]))
            continue
        call.account.events.record(event, verb, contact.contact_id, row, call.now)
        rows.append({"vid": vid})
    return call.batch(call.answered(rows), errors, status=call.account.portal.attendance_status)


def _record_by_email(call: Call, event: Event) -> Answer:
    verb = check_verb(call.parts["verb"])
    contacts = call.account.contacts
    rows = []
    for row in call.inputs():
        email = str(row.get("email") or "").lower()
        contact = contacts.by_email(email)
        if contact is None:
            contact_id = contacts.add(email, call.now, **(row.get("contactProperties") or {}))
            contact = require_contact(contacts.by_id(contact_id))
        call.account.events.record(event, verb, contact.contact_id, row, call.now)
        rows.append({"vid": contact.contact_id, "email": email})
    return call.batch(rows, status=call.account.portal.attendance_status)


# Counting.


def count(call: Call) -> Answer:
    """Count the present states in an event."""
    return _count(call, _by_id(call))


def count_external(call: Call) -> Answer:
    """Count the present states in an event of this app."""
    return _count(call, _by_external_ids(call))


def _count(call: Call, event: Event) -> Answer:
    counts = count_states(call, event)
    return Answer(
        200,
        {
            "attended": counts["attendees"],
            "registered": counts["registrants"],
            "cancelled": counts["cancellations"],
            "noShows": counts["noShows"],
        },
    )


def count_states(call: Call, event: Event) -> dict[str, int]:
    """Return the counts that an event is answered with."""
    states = [participation.state for participation in _visible(call, event).values()]
    return {
        "attendees": states.count("ATTENDED"),
        "registrants": states.count("REGISTERED"),
        "cancellations": states.count("CANCELLED"),
        "noShows": states.count("NO_SHOW"),
    }


# Listing.


def list_breakdown(call: Call) -> Answer:
    """List the participations in an event."""
    return _list(call, [_by_id(call)])


def list_breakdown_external(call: Call) -> Answer:
    """List the participations in an event of this app."""
    return _list(call, [_by_external_ids(call)])


def list_breakdown_of_contact(call: Call) -> Answer:
    """List a contact's participations, by id or address."""
    key = call.parts["contact"]
    contacts = call.account.contacts
    contact = require_contact(contacts.by_email(key) if "@" in key else contacts.by_key(key))
    return _list(call, list(call.account.events.events.values()), contact.contact_id)


def _list(call: Call, events: list[Event], only_contact_id: int | None = None) -> Answer:
    state, identifier = call.query.get("state"), call.query.get("contactIdentifier")
    if state is not None and state not in STATES:
        raise validation(f"{state} is not a state")
    rows = []
    for event in events:
        for contact_id, participation in sorted(_visible(call, event).items()):
            contact = call.account.contacts.records[contact_id]
            if (
                state in (None, participation.state)
                and only_contact_id in (None, contact_id)
                and identifier in (None, contact.email, str(contact_id))
            ):
                rows.append(_render(event, contact, participation))
    return call.page(rows, default=10, total=True)


def _visible(call: Call, event: Event) -> dict[int, Participation]:
    """Return the participations by contact id, as far as they can be read yet."""
    events, delay_seconds = call.account.events, call.account.delay_seconds
    written = events.participations_of(event, call.now, delay_seconds)
    return {
        contact.contact_id: participation
        for contact, participation in by_present_contact(call.account.contacts, written)
    }


def _render(event: Event, contact: ContactRecord, participation: Participation) -> dict[str, Any]:
    properties = {
        "attendanceState": participation.state,
        "occurredAt": round(participation.occurred_at.timestamp() * 1000),
        "attendanceDurationSeconds": participation.duration_seconds,
        "attendancePercentage": participation.percentage,
    }
    return {
        "id": f"{event.object_id}-{contact.contact_id}",
        "createdAt": iso(participation.written_at),
        "associations": {
            "contact": {
                "contactId": str(contact.contact_id),
                "email": contact.email,
                "firstname": contact.properties.get("firstname", ""),
                "lastname": contact.properties.get("lastname", ""),
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


# The event that a request is about.


def _by_id(call: Call) -> Event:
    return call.account.events.by_id(call.parts["id"])


def _by_external_id(call: Call) -> Event:
    """Return the event by the external id in the path and the account in the query."""
    return call.account.events.by_external(call.parts["external"], call.query)


def _by_external_ids(call: Call) -> Event:
    """Return the event by both external ids in the path."""
    query = {"externalAccountId": call.parts["account"]}
    return call.account.events.by_external(call.parts["external"], query)


_PATH = "/marketing/marketing-events/{version}"
_RECORD = f"{_PATH}/{{id}}/attendance/{{verb}}"
_RECORD_EXTERNAL = f"{_PATH}/attendance/{{external}}/{{verb}}"
_PARTICIPATIONS = f"{_PATH}/participations"
_CONTACT = f"{_PARTICIPATIONS}/contacts/{{contact}}"
_EXTERNAL = f"{_PARTICIPATIONS}/{{account}}/{{external}}"
_READ, _WRITE = "crm.objects.marketing_events.read", "crm.objects.marketing_events.write"

# The first that matches is taken: fixed words come before ids.
ENDPOINTS = (
    Endpoint("GET", f"{_CONTACT}/breakdown", _READ, list_breakdown_of_contact),
    Endpoint("GET", f"{_PARTICIPATIONS}/{{id}}/breakdown", _READ, list_breakdown),
    Endpoint("GET", f"{_EXTERNAL}/breakdown", _READ, list_breakdown_external),
    Endpoint("GET", f"{_PARTICIPATIONS}/{{id}}", _READ, count),
    Endpoint("GET", _EXTERNAL, _READ, count_external),
    Endpoint("POST", f"{_RECORD_EXTERNAL}/create", _WRITE, record_external),
    Endpoint("POST", f"{_RECORD_EXTERNAL}/email-create", _WRITE, record_external_by_email),
    Endpoint("POST", f"{_RECORD}/create", _WRITE, record),
    Endpoint("POST", f"{_RECORD}/email-create", _WRITE, record_by_email),
)
