"""HubSpot's endpoints by which an action completes the callbacks of a workflow."""

from __future__ import annotations

from sandbox.hubspot.answers import Answer
from sandbox.hubspot.calls import Call, Endpoint
from sandbox.hubspot.errors import validation


def complete(call: Call) -> Answer:
    """Complete one callback."""
    _check(call.body)
    call.account.workflows.complete(call.parts["callback"], call.body, call.now)
    return Answer(204)


def complete_batch(call: Call) -> Answer:
    """Complete a batch of callbacks. Guess: one that is not known fails all."""
    for row in call.inputs():
        _check(row)
        if row.get("callbackId") not in call.account.workflows.executions:
            raise validation("Unknown callback")
    for row in call.inputs():
        call.account.workflows.complete(str(row["callbackId"]), row, call.now)
    return Answer(204)


def _check(body: object) -> None:
    if not isinstance(body, dict) or not {"outputFields", "typedOutputs"} <= set(body):
        raise validation("Some required fields were not set: [outputFields, typedOutputs]")
    if not all(isinstance(value, str) for value in body["outputFields"].values()):
        raise validation("outputFields must be texts")


_PATH = "/automation/actions/callbacks/{version}"
ENDPOINTS = (
    Endpoint("POST", f"{_PATH}/complete", "automation", complete_batch),
    Endpoint("POST", f"{_PATH}/{{callback}}/complete", "automation", complete),
)
