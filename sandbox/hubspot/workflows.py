"""A small workflow engine: calls an action for each contact, signed, and waits for its callback."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import requests

from sandbox.hubspot.errors import not_found

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping, Sequence

    from sandbox.hubspot.calls import Account
    from sandbox.hubspot.contacts import Record
    from sandbox.hubspot.model import Portal

DEFAULT_EXPIRATION = timedelta(weeks=1)
TIMEOUT_SECONDS = 30
RETRY_SECONDS = 0.2
"""Before the second try; then twice as long each time. HubSpot's own times are not known."""
TRIES = 8
THREADS = 20


@dataclass
class Execution:
    """One contact at the action. `outputs`: every completion that HubSpot accepted, in order."""

    callback_id: str
    contact_id: int
    state: str = "sent"
    statuses: list[int] = field(default_factory=list)
    expires_at: datetime | None = None
    outputs: list[dict[str, Any]] = field(default_factory=list)


class Workflows:
    """All executions of actions."""

    def __init__(self) -> None:
        self.executions: dict[str, Execution] = {}
        # HubSpot's ids never come again: nor do those of a sandbox that was started again.
        self._ids = itertools.count(time.time_ns() // 1_000_000)

    def enrol(
        self, portal: Portal, records: Sequence[Record], webinar: str
    ) -> list[dict[str, Any]]:
        """Begin an execution for each contact; return what the action is called with."""
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

    def hear(self, callback_id: str, status: int, body: Any, now: datetime) -> None:
        """Take in what the action answered: wait for its callback, or go on."""
        one = self.executions[callback_id]
        one.statuses.append(status)
        if one.outputs:  # the callback was faster than the answer
            return
        given = body.get("outputFields") or {} if isinstance(body, dict) else {}
        state = given.get("hs_execution_state")
        if not 200 <= status < 300:
            one.state = "failed"
        elif state == "BLOCK":
            one.state = "waiting"
            one.expires_at = now + _duration(given.get("hs_expiration_duration"))
        else:
            one.state = "done"
            one.outputs.append(dict(given))

    def complete(self, callback_id: str, body: Mapping[str, Any], now: datetime) -> None:
        """Take a callback. Guess: one that was completed before is accepted, and changes nothing.

        :raises HubspotError: 404 if nobody waits for it
        """
        one = self.executions.get(callback_id)
        if one is None or (one.expires_at is not None and one.expires_at <= now):
            raise not_found(f"No callback {callback_id}")
        one.outputs.append(dict(body.get("outputFields") or {}))
        one.state = "done"

    def describe(self, now: datetime) -> list[dict[str, Any]]:
        """Return what each execution knows: the first completion is the one that counts."""
        return [
            {
                "callback_id": one.callback_id,
                "contact_id": one.contact_id,
                "state": "expired" if _is_expired(one, now) else one.state,
                "statuses": one.statuses,
                "completions": len(one.outputs),
                "outputs": one.outputs[0] if one.outputs else {},
            }
            for one in self.executions.values()
        ]


def deliver(
    account: Account,
    calls: Sequence[Mapping[str, Any]],
    url: str,
    now: Callable[[], datetime],
    lock: threading.RLock,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Call the action for each, beside each other; again on 5xx, 429 and broken connections."""

    def one(call: Mapping[str, Any]) -> None:
        for attempt in range(TRIES):
            status, body, wait = _send(account.portal.client_secret, url, call, clock())
            if status is not None and status != 429 and status < 500:
                break
            sleep(max(wait, RETRY_SECONDS * 2**attempt))
        with lock:
            account.workflows.hear(call["callbackId"], status or 0, body, now())

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(one, calls))


def _send(
    secret: str, url: str, call: Mapping[str, Any], seconds: float
) -> tuple[int | None, Any, float]:
    """Return status, JSON and the seconds that the action asks to wait."""
    body = json.dumps(call).encode()
    headers = {"Content-Type": "application/json", **sign(secret, "POST", url, body, seconds)}
    try:
        answer = requests.post(url, data=body, headers=headers, timeout=TIMEOUT_SECONDS)
    except requests.RequestException:
        return None, None, 0.0
    wait = answer.headers.get("Retry-After", "")
    try:
        content = answer.json()
    except ValueError:
        content = None
    return answer.status_code, content, float(wait) if wait.isdigit() else 0.0


def sign(secret: str, method: str, uri: str, body: bytes, seconds: float) -> dict[str, str]:
    """Return the headers of a signed request: v3, and v2 beside it."""
    stamp = str(round(seconds * 1000))
    content = method.encode() + uri.encode() + body + stamp.encode()
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    older = hashlib.sha256(secret.encode() + method.encode() + uri.encode() + body).hexdigest()
    return {
        "X-HubSpot-Signature-v3": base64.b64encode(digest).decode(),
        "X-HubSpot-Request-Timestamp": stamp,
        "X-HubSpot-Signature": older,
        "X-HubSpot-Signature-Version": "v2",
    }


def _is_expired(one: Execution, now: datetime) -> bool:
    return one.state == "waiting" and one.expires_at is not None and one.expires_at <= now


def _duration(given: object) -> timedelta:
    """Read the durations that actions answer: P…W, P…D, PT…H, PT…M."""
    text = str(given or "")
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
