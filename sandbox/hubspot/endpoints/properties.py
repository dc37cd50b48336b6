"""HubSpot's endpoints of contact properties and their groups."""

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

ENDPOINTS = (
    Endpoint("GET", _PATH, _READ, list_properties),
    Endpoint("POST", f"{_PATH}/batch/create", _WRITE, create_properties),
    Endpoint("GET", f"{_PATH}/groups", _READ, list_groups),
    Endpoint("POST", f"{_PATH}/groups", _WRITE, create_group),
    Endpoint("GET", f"{_PATH}/{{name}}", _READ, get_property),
    Endpoint("PATCH", f"{_PATH}/{{name}}", _WRITE, update_property),
)
