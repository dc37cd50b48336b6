"""HubSpot's endpoints of marketing events, by external ids and by HubSpot's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.answers import Answer
from sandbox.hubspot.calls import Call, Endpoint, refusing_whole_batch
from sandbox.hubspot.endpoints.participations import count_states
from sandbox.hubspot.errors import HubspotError, RowError
from sandbox.hubspot.faults import check_row
from sandbox.hubspot.marketing_event_views import render_default, render_event, render_event_v2

if TYPE_CHECKING:
    from sandbox.hubspot.marketing_events import Event

SEARCHABLE_AFTER_SECONDS = 180
"""HubSpot: "a few minutes after creation"."""


# Several events.


def list_events(call: Call) -> Answer:
    """List events, whichever app made them."""
    rows = [_with_counts_v2(call, event) for event in call.account.events.events.values()]
    if not call.account.portal.lists_descriptions:
        rows = [{**row, "eventDescription": None} for row in rows]
    return call.page(call.answered(rows))


def upsert(call: Call) -> Answer:
    """Create or update a batch of events of this app."""
    for row in call.inputs():
        with refusing_whole_batch():
            check_row(call.fault, row)
    rows = [render_event(call.account.events.upsert(row, call.now)) for row in call.inputs()]
    return call.batch(call.answered(rows))


def update_batch(call: Call) -> Answer:
    """Update a batch of events by HubSpot's id, whichever app made them."""
    rows, errors = [], []
    for row in call.inputs():
        try:
            rows.append(render_event_v2(call.account.events.update(row, call.now)))
        except HubspotError as error:
            if error.status != 404:
                raise
            entry = RowError("OBJECT_NOT_FOUND", str(error)).entry(id=[str(row["objectId"])])
            errors.append(entry)
    return call.batch(rows, errors, partial_status=call.partial_status())


def archive(call: Call) -> Answer:
    """Delete a batch of events by HubSpot's id; those that do not exist are errors of a 207."""
    errors = []
    for row in call.inputs():
        object_id = str(row.get("objectId") or "")
        try:
            check_row(call.fault, row)
            event = call.account.events.by_id(object_id)
        except RowError as error:
            errors.append(error.entry(id=[object_id]))
        except HubspotError as error:
            errors.append(RowError("OBJECT_NOT_FOUND", str(error)).entry(id=[object_id]))
        else:
            call.account.events.delete(event.object_id)
    return call.batch([], errors) if errors else Answer(204)


def delete_external(call: Call) -> Answer:
    """Delete a batch of events by external ids."""
    for row in call.inputs():
        query = {"externalAccountId": str(row.get("externalAccountId") or "")}
        event = call.account.events.by_external(str(row.get("externalEventId")), query)
        call.account.events.delete(event.object_id)
    return call.batch([])


def search(call: Call) -> Answer:
    """Find events of this app by external id."""
    rows = [
        {
            "appId": event.app_id,
            "externalAccountId": event.account,
            "externalEventId": event.external_id,
            "objectId": str(event.object_id),
        }
        for event in call.account.events.events.values()
        if event.external_id == call.query.get("q") and event.app_id == call.account.portal.app_id
    ]
    return Answer(200, {"results": rows})


def search_identifiers(call: Call) -> Answer:
    """Find events of all apps by external id; new ones are not found yet."""
    rows = [
        {
            "externalAccountId": event.account,
            "externalEventId": event.external_id,
            "marketingEventName": str(event.fields.get("eventName")),
            "objectId": str(event.object_id),
            "appInfo": {"id": str(event.app_id), "name": event.app_name},
        }
        for event in call.account.events.events.values()
        if event.external_id == call.parts["external"]
        and (call.now - event.created_at).total_seconds() > SEARCHABLE_AFTER_SECONDS
    ]
    return Answer(200, {"results": rows, "total": len(rows)})


# One event of this app, by external ids.


def create(call: Call) -> Answer:
    """Create an event. Guess: one that exists is updated, as by an upsert."""
    return Answer(200, render_default(call.account.events.upsert(call.body, call.now)))


def put_external(call: Call) -> Answer:
    """Create or update an event."""
    return Answer(200, render_event(call.account.events.upsert(call.body, call.now)))


def patch_external(call: Call) -> Answer:
    """Update an event of this app."""
    event = _external(call)
    call.account.events.write(event, call.body, call.now)
    return Answer(200, render_event(event))


def get_external(call: Call) -> Answer:
    """Answer an event of this app."""
    event = _external(call)
    counts = count_states(call, event)
    return Answer(200, {**render_event(event), "externalEventId": event.external_id} | counts)


def remove_external(call: Call) -> Answer:
    """Delete an event of this app."""
    call.account.events.delete(_external(call).object_id)
    return Answer(204)


def complete(call: Call) -> Answer:
    """Complete an event, with its real start and end."""
    event = _external(call)
    call.account.events.complete(event, call.body or {}, call.now)
    return Answer(200, render_default(event))


def cancel(call: Call) -> Answer:
    """Cancel an event."""
    event = _external(call)
    call.account.events.write(event, {"eventCancelled": True}, call.now)
    return Answer(200, render_default(event))


def _external(call: Call) -> Event:
    return call.account.events.by_external(call.parts["external"], call.query)


# One event of any app, by HubSpot's id.


def get(call: Call) -> Answer:
    """Answer an event by HubSpot's id."""
    return Answer(200, _with_counts_v2(call, call.account.events.by_id(call.parts["id"])))


def update(call: Call) -> Answer:
    """Update an event by HubSpot's id."""
    row = {**call.body, "objectId": call.parts["id"]}
    return Answer(200, render_event_v2(call.account.events.update(row, call.now)))


def remove(call: Call) -> Answer:
    """Delete an event by HubSpot's id."""
    call.account.events.delete(call.account.events.by_id(call.parts["id"]).object_id)
    return Answer(204)


def _with_counts_v2(call: Call, event: Event) -> dict[str, Any]:
    return render_event_v2(event) | count_states(call, event)


_PATH = "/marketing/marketing-events/{version}"
_EXTERNAL = f"{_PATH}/events/{{external}}"
_READ, _WRITE = "crm.objects.marketing_events.read", "crm.objects.marketing_events.write"

# The first that matches is taken: fixed words come before ids.
ENDPOINTS = (
    Endpoint("GET", _PATH, _READ, list_events),
    Endpoint("POST", f"{_PATH}/events", _WRITE, create),
    Endpoint("POST", f"{_PATH}/events/upsert", _WRITE, upsert),
    Endpoint("POST", f"{_PATH}/events/delete", _WRITE, delete_external),
    Endpoint("POST", f"{_PATH}/batch/update", _WRITE, update_batch),
    Endpoint("POST", f"{_PATH}/batch/archive", _WRITE, archive),
    Endpoint("GET", f"{_PATH}/events/search", _READ, search),
    Endpoint("PUT", _EXTERNAL, _WRITE, put_external),
    Endpoint("PATCH", _EXTERNAL, _WRITE, patch_external),
    Endpoint("GET", _EXTERNAL, _READ, get_external),
    Endpoint("DELETE", _EXTERNAL, _WRITE, remove_external),
    Endpoint("POST", f"{_EXTERNAL}/complete", _WRITE, complete),
    Endpoint("POST", f"{_EXTERNAL}/cancel", _WRITE, cancel),
    Endpoint("GET", f"{_PATH}/{{external}}/identifiers", _READ, search_identifiers),
    Endpoint("GET", f"{_PATH}/{{id}}", _READ, get),
    Endpoint("PATCH", f"{_PATH}/{{id}}", _WRITE, update),
    Endpoint("DELETE", f"{_PATH}/{{id}}", _WRITE, remove),
)
