"""Executions of a workflow's action: one for each contact that reached it, until its callback.

Source: HubSpot's guide on custom workflow actions,
developers.hubspot.com/docs/api/automation/custom-workflow-actions.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.errors import not_found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.hubspot.contacts import ContactRecord
    from sandbox.hubspot.model import Portal

DEFAULT_EXPIRATION = timedelta(weeks=1)


@dataclass
class Execution:
    """One contact at the action. `outputs`: every completion that HubSpot accepted, in order."""

    callback_id: str
    contact_id: int
    state: str = "sent"
    statuses: list[int] = field(default_factory=list)
    expires_at: datetime | None = None
    outputs: list[dict[str, Any]] = field(default_factory=list)

    def is_expired(self, now: datetime) -> bool:
        """Tell whether the action let the time for its callback pass."""
        return self.state == "waiting" and self.expires_at is not None and self.expires_at <= now


class Workflows:
    """All executions of actions, by the id of their callback."""

    def __init__(self) -> None:
        self.executions: dict[str, Execution] = {}
        # HubSpot's ids never come again: nor do those of a sandbox that was started again.
        self._ids = itertools.count(time.time_ns() // 1_000_000)

    def enrol(
        self, portal: Portal, records: Sequence[ContactRecord], webinar: str
    ) -> list[dict[str, Any]]:
        """Begin an execution for each contact; return the bodies to call the action with."""
        calls = []
        for record in records:
            callback_id = f"ap-{portal.portal_id}-{next(self._ids)}-7-0"
            self.executions[callback_id] = Execution(callback_id, record.contact_id)
            calls.append(
                {
                    "callbackId": callback_id,
                    "origin": {
                        "portalId": portal.portal_id,
                        "actionDefinitionId": 1,
                        "actionDefinitionVersion": 1,
                    },
                    "context": {"source": "WORKFLOWS", "workflowId": 77},
                    "object": {
                        "objectId": record.contact_id,
                        "objectType": "CONTACT",
                        "properties": {
                            "email": record.email,
                            "firstname": record.properties.get("firstname"),
                            "lastname": record.properties.get("lastname"),
                        },
                    },
                    "inputFields": {"webinarId": webinar},
                }
            )
        return calls

    def record_response(self, callback_id: str, status: int, body: Any, now: datetime) -> None:
        """Record the action's response: wait for its callback, or be done."""
        execution = self.executions[callback_id]
        execution.statuses.append(status)
        if execution.outputs:  # the callback was faster than the response
            return
        outputs = body.get("outputFields") or {} if isinstance(body, dict) else {}
        if not 200 <= status < 300:
            execution.state = "failed"
        elif outputs.get("hs_execution_state") == "BLOCK":
            execution.state = "waiting"
            execution.expires_at = now + _duration(outputs.get("hs_expiration_duration"))
        else:
            execution.state = "done"
            execution.outputs.append(dict(outputs))

    def complete(self, callback_id: str, body: Mapping[str, Any], now: datetime) -> None:
        """Complete a callback. Guess: a completed one is accepted again, and changes nothing.

        :raises HubspotError: 404 if no execution waits for it
        """
        execution = self.executions.get(callback_id)
        if execution is None or (execution.expires_at is not None and execution.expires_at <= now):
            raise not_found(f"No callback {callback_id}")
        execution.outputs.append(dict(body.get("outputFields") or {}))
        execution.state = "done"

    def describe(self, now: datetime) -> list[dict[str, Any]]:
        """Return each execution's state and outputs: those of the first completion count.

        `outcomes`: how many different ones it was completed with.
        """
        return [
            {
                "callback_id": execution.callback_id,
                "contact_id": execution.contact_id,
                "state": "expired" if execution.is_expired(now) else execution.state,
                "statuses": execution.statuses,
                "completions": len(execution.outputs),
                "outcomes": len({repr(sorted(each.items())) for each in execution.outputs}),
                "outputs": execution.outputs[0] if execution.outputs else {},
            }
            for execution in self.executions.values()
        ]


def _duration(value: object) -> timedelta:
    """Read the durations that actions answer: P…W, P…D, PT…H, PT…M."""
    text = str(value or "")
    for prefix, suffix, unit in (
        ("PT", "M", timedelta(minutes=1)),
        ("PT", "H", timedelta(hours=1)),
        ("P", "D", timedelta(days=1)),
        ("P", "W", timedelta(weeks=1)),
    ):
        number = text.removeprefix(prefix).removesuffix(suffix)
        if text == f"{prefix}{number}{suffix}" and number.isdigit():
            return int(number) * unit
    return DEFAULT_EXPIRATION
