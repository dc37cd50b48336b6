"""Zoom's endpoints that change registrants: their status, up to 30 at once, and deleting one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sandbox.zoom import errors
from sandbox.zoom.answers import Answer
from sandbox.zoom.calls import Call, Endpoint
from sandbox.zoom.model import NO_REGISTRATION, RegistrantState
from sandbox.zoom.registrant_book import status_for

if TYPE_CHECKING:
    from sandbox.zoom.model import Registrant, RegistrantStatus, Webinar

MAX_CHANGES = 30
_ACTIONS: dict[str, tuple[tuple[str, ...], RegistrantStatus]] = {
    "approve": (("pending", "denied"), "approved"),
    "deny": (("pending",), "denied"),
    "cancel": (("approved",), "denied"),
}
"""What each action takes, and what it makes of it. Guess: it passes over whoever is in another
status."""


def change_status(call: Call) -> Answer:
    """Approve, deny or cancel registrants, for a date of a series if the query names one."""
    webinar = call.webinar()
    if webinar.approval_type == NO_REGISTRATION:
        raise errors.no_registration_to_change(webinar.id)
    call.occurrence(webinar)
    body = call.body if isinstance(call.body, dict) else {}
    rows = body.get("registrants") or []
    if body.get("action") not in _ACTIONS:
        raise errors.validation_failed(["action"])
    if not 1 <= len(rows) <= MAX_CHANGES:
        raise errors.invalid_parameter("registrants")
    # Guess: whom the webinar does not have is passed over.
    registrants = [
        registrant
        for row in rows
        if (registrant := call.store.registrant_by_id(webinar, str(row.get("id")), call.now))
    ]
    call.registrar.count_changes(webinar, registrants, call.now)
    for registrant in registrants:
        _change(call, webinar, registrant, body["action"])
    return Answer(status=204, body=b"")


def _change(call: Call, webinar: Webinar, registrant: Registrant, action: str) -> None:
    takes, status = _ACTIONS[action]
    date = call.query.get("occurrence_id", "")
    if status_for(registrant, date, call.now) not in takes:
        return
    approved_count = len(call.store.registrants(webinar, "approved", "", call.now))
    if status == "approved" and webinar.capacity and approved_count >= webinar.capacity:
        raise errors.full_for_approval()
    if date and registrant.occurrence_ids:
        dates = registrant.denied_dates
        changed = dates - {date} if status == "approved" else dates | {date}
        call.store.put_registrant(webinar, replace(registrant, denied_dates=changed))
        return
    state = RegistrantState(since=call.now, status=status)
    call.store.put_registrant(webinar, replace(registrant, states=(*registrant.states, state)))


def delete_registrant(call: Call) -> Answer:
    """Delete a registrant. Guess: of all dates, whatever date the query names."""
    webinar = call.webinar_with_registration()
    registrant_id = unquote(call.parts[1])
    registrant = call.store.registrant_by_id(webinar, registrant_id, call.now)
    if registrant is None:
        raise errors.registrant_not_found(registrant_id)
    state = RegistrantState(since=call.now, status="removed")
    call.store.put_registrant(webinar, replace(registrant, states=(*registrant.states, state)))
    return Answer(status=204, body=b"")


_WRITE = "webinar:write:admin"
ENDPOINTS = (
    Endpoint(
        "/webinars/{webinarId}/registrants/status",
        "Medium",
        "webinar:update:registrant_status:admin",
        _WRITE,
        change_status,
        "PUT",
    ),
    Endpoint(
        "/webinars/{webinarId}/registrants/{registrantId}",
        "Light",
        "webinar:delete:registrant:admin",
        _WRITE,
        delete_registrant,
        "DELETE",
    ),
)
