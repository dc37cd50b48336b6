"""Zoom's endpoints that read a webinar's registrants."""

from __future__ import annotations

import json
from urllib.parse import unquote

from sandbox.zoom import errors
from sandbox.zoom.answers import Answer, to_json, with_rows
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
    if source_id := call.query.get("tracking_source_id"):
        of_source = {
            registrant.id
            for registrant in call.store.all_registrants(webinar.id, status, call.now)
            if registrant.source_id == source_id
        }
        rows = [row for row in rows if json.loads(row)["id"] in of_source]
    return call.page(Listing(key="registrants", page_number=True), rows)


def list_tracking_sources(call: Call) -> Answer:
    """List a webinar's tracking sources, with how many registered by each."""
    webinar = call.webinar_with_registration()
    approved = call.store.all_registrants(webinar.id, "approved", call.now)
    rows = [
        {
            "id": source_id,
            "source_name": name,
            "tracking_url": f"https://zoom.example.com/webinar/register/{source_id}",
            "registration_count": sum(r.source_id == source_id for r in approved),
            "visitor_count": 0,
        }
        for source_id, name in webinar.tracking_sources
    ]
    head = {"total_records": len(approved)}
    return Answer(body=with_rows(head, "tracking_sources", [to_json(row) for row in rows]))


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
        "/webinars/{webinarId}/tracking_sources",
        "Medium",
        "webinar:read:list_tracking_sources:admin",
        _READ,
        list_tracking_sources,
    ),
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
