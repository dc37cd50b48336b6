"""Endpoints by which an action tells a workflow what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.hubspot.calls import Endpoint
from sandbox.hubspot.errors import Answer, validation

if TYPE_CHECKING:
    from sandbox.hubspot.calls import Call


def complete(call: Call) -> Answer:
    """Complete one callback."""
    _check(call.body)
    call.account.workflows.complete(call.parts["callback"], call.body, call.now)
    return Answer(204)


def complete_batch(call: Call) -> Answer:
    """Complete a batch of callbacks. Guess: one that nobody waits for fails all."""
    for one in call.inputs():
        _check(one)
        if one.get("callbackId") not in call.account.workflows.executions:
            raise validation("Unknown callback")
    for one in call.inputs():
        call.account.workflows.complete(str(one["callbackId"]), one, call.now)
    return Answer(204)


def _check(given: object) -> None:
    if not isinstance(given, dict) or not {"outputFields", "typedOutputs"} <= set(given):
        raise validation("Some required fields were not set: [outputFields, typedOutputs]")
    if not all(isinstance(one, str) for one in given["outputFields"].values()):
        raise validation("outputFields must be texts")


_C = "/automation/actions/callbacks/{version}"
ENDPOINTS = (
    Endpoint("POST", f"{_C}/complete", "automation", complete_batch),
    Endpoint("POST", f"{_C}/{{callback}}/complete", "automation", complete),
)
