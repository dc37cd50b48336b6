"""Zoom's endpoints that read a webinar's registrants."""

from __future__ import annotations

from urllib.parse import unquote

from sandbox.zoom import errors
from sandbox.zoom.answers import Answer
from sandbox.zoom.calls import Call, Endpoint
from sandbox.zoom.paging import Listing


def list_registrants(call: Call) -> Answer:
    """List a webinar's registrants of one status, approved unless the query names another."""
    webinar = call.webinar_with_registration()
    if not call.store.account.has_webinar_addon:
        return errors.plan_missing_in_body(webinar.host_id)
    status = call.query.get("status") or "approved"
    if status not in ("approved", "pending", "denied"):
        raise errors.invalid_parameter("status")
    call.occurrence(webinar)
    occurrence_id = call.query.get("occurrence_id", "")
    rows = call.store.registrants(webinar, status, occurrence_id, call.now)
    return call.page(Listing(key="registrants", page_number=True), rows)


def get_registrant(call: Call) -> Answer:
    """Answer one registrant, in whatever status."""
    webinar = call.webinar_with_registration()
    registrant_id = unquote(call.parts[1])
    row = call.store.registrant(webinar, registrant_id, call.now)
    if row is None:
        raise errors.no_registrant(registrant_id)
    return Answer(body=row)


_READ = "webinar:read:admin"
ENDPOINTS = (
    Endpoint(
        "/webinars/{webinarId}/registrants",
        "Medium",
        "webinar:read:list_registrants:admin",
        _READ,
        list_registrants,
    ),
    Endpoint(
        "/webinars/{webinarId}/registrants/{registrantId}",
        "Light",
        "webinar:read:registrant:admin",
        _READ,
        get_registrant,
    ),
)
