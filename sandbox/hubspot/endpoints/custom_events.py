"""HubSpot's endpoints of custom events."""

from __future__ import annotations

from sandbox.hubspot.answers import Answer
from sandbox.hubspot.calls import Call, Endpoint, refusing_whole_batch
from sandbox.hubspot.faults import check_row


def list_definitions(call: Call) -> Answer:
    """List custom events' definitions."""
    return call.page(list(call.account.custom.definitions.values()), total=True)


def define(call: Call) -> Answer:
    """Define a custom event."""
    return Answer(201, call.account.custom.define(call.body))


def send_batch(call: Call) -> Answer:
    """Accept a batch of custom events."""
    for row in call.inputs():
        with refusing_whole_batch():
            check_row(call.fault, row)
    call.account.custom.accept(call.inputs())
    return Answer(204)


def send(call: Call) -> Answer:
    """Accept a custom event."""
    call.account.custom.accept([call.body])
    return Answer(204)


_DEFINITIONS = "/events/{version}/event-definitions"
_DEFINE = "behavioral_events.event_definitions.read_write"
_SEND = "analytics.behavioral_events.send"

ENDPOINTS = (
    Endpoint("GET", _DEFINITIONS, _DEFINE, list_definitions),
    Endpoint("POST", _DEFINITIONS, _DEFINE, define),
    Endpoint("POST", "/events/{version}/send/batch", _SEND, send_batch),
    Endpoint("POST", "/events/{version}/send", _SEND, send),
)
