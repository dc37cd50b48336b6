"""HubSpot's endpoints of properties and their groups: of contacts, and of marketing events."""

from __future__ import annotations

from sandbox.hubspot.answers import Answer
from sandbox.hubspot.calls import Call, Endpoint
from sandbox.hubspot.properties import render_property


def list_properties(call: Call) -> Answer:
    """List contact properties."""
    definitions = call.account.properties.definitions.values()
    return Answer(200, {"results": [render_property(definition) for definition in definitions]})


def get_property(call: Call) -> Answer:
    """Answer one property."""
    definition = call.account.properties.by_name(call.parts["name"])
    return Answer(200, render_property(definition))


def update_property(call: Call) -> Answer:
    """Change one property."""
    definition = call.account.properties.update(call.parts["name"], call.body or {})
    return Answer(200, render_property(definition))


def create_properties(call: Call) -> Answer:
    """Create a batch of properties."""
    status = 201 if call.parts["version"] == "2026-03" else 200
    return call.batch(call.account.properties.create(call.inputs()), status=status)


def list_event_properties(call: Call) -> Answer:
    """List properties of marketing events."""
    definitions = call.account.event_properties.definitions.values()
    return Answer(200, {"results": [render_property(definition) for definition in definitions]})


def create_event_properties(call: Call) -> Answer:
    """Create a batch of properties of marketing events."""
    status = 201 if call.parts["version"] == "2026-03" else 200
    return call.batch(call.account.event_properties.create(call.inputs()), status=status)


def create_event_group(call: Call) -> Answer:
    """Create a group of properties of marketing events."""
    return Answer(201, call.account.event_properties.create_group(call.body))


def list_groups(call: Call) -> Answer:
    """List groups of properties."""
    rows = [
        {"name": name, "label": name, "displayOrder": -1, "archived": False}
        for name in sorted(call.account.properties.groups)
    ]
    return Answer(200, {"results": rows})


def create_group(call: Call) -> Answer:
    """Create a group of properties."""
    return Answer(201, call.account.properties.create_group(call.body))


_PATH = "/crm/properties/{version}/contacts"
_READ, _WRITE = "crm.schemas.contacts.read", "crm.schemas.contacts.write"
_EVENTS = "/crm/properties/{version}/0-54"
# Guess: the scopes of marketing events are enough for their properties.
_READ_EVENTS = "crm.objects.marketing_events.read"
_WRITE_EVENTS = "crm.objects.marketing_events.write"

ENDPOINTS = (
    Endpoint("GET", _EVENTS, _READ_EVENTS, list_event_properties),
    Endpoint("POST", f"{_EVENTS}/batch/create", _WRITE_EVENTS, create_event_properties),
    Endpoint("POST", f"{_EVENTS}/groups", _WRITE_EVENTS, create_event_group),
    Endpoint("GET", _PATH, _READ, list_properties),
    Endpoint("POST", f"{_PATH}/batch/create", _WRITE, create_properties),
    Endpoint("GET", f"{_PATH}/groups", _READ, list_groups),
    Endpoint("POST", f"{_PATH}/groups", _WRITE, create_group),
    Endpoint("GET", f"{_PATH}/{{name}}", _READ, get_property),
    Endpoint("PATCH", f"{_PATH}/{{name}}", _WRITE, update_property),
)
