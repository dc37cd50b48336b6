"""Endpoints of custom events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.hubspot.calls import Endpoint, as_whole
from sandbox.hubspot.errors import Answer
from sandbox.hubspot.faults import check_row

if TYPE_CHECKING:
    from sandbox.hubspot.calls import Call


def list_definitions(call: Call) -> Answer:
    """List custom events' definitions."""
    return call.page(list(call.account.custom.definitions.values()), total=True)


def define(call: Call) -> Answer:
    """Define a custom event."""
    return Answer(200, call.account.custom.define(call.body))


def send_batch(call: Call) -> Answer:
    """Take a batch of custom events in."""
    for one in call.inputs():
        as_whole(lambda one=one: check_row(call.fault, one))  # type: ignore[misc]
    call.account.custom.take(call.inputs())
    return Answer(204)


def send(call: Call) -> Answer:
    """Take a custom event in."""
    call.account.custom.take([call.body])
    return Answer(204)


_D = "/events/{version}/event-definitions"
_DEFINE = "behavioral_events.event_definitions.read_write"
_SEND = "analytics.behavioral_events.send"

ENDPOINTS = (
    Endpoint("GET", _D, _DEFINE, list_definitions),
    Endpoint("POST", _D, _DEFINE, define),
    Endpoint("POST", "/events/{version}/send/batch", _SEND, send_batch),
    Endpoint("POST", "/events/{version}/send", _SEND, send),
)
