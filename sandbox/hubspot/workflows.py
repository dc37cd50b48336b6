"""How a workflow calls its action: signed, many contacts at the same time, with repetitions.

Sources: HubSpot's guide on custom workflow actions
(developers.hubspot.com/docs/api/automation/custom-workflow-actions), and its page "Validating
requests" for the signatures.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

TIMEOUT_SECONDS = 30
RETRY_SECONDS = 0.2
"""Before the second try; then twice as long each time. HubSpot's own times are not known."""
TRIES = 8
THREADS = 20


def deliver(
    calls: Sequence[Mapping[str, Any]],
    url: str,
    secret: str,
    on_response: Callable[[str, int, Any], None],
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Call the action with each body; again on 5xx, 429 and broken connections.

    :param on_response: gets callback id, status (0: no response) and JSON of the last response
    """

    def deliver_call(call: Mapping[str, Any]) -> None:
        for attempt in range(TRIES):
            status, body, wait = _send(secret, url, call, clock())
            if status is not None and status != 429 and status < 500:
                break
            sleep(max(wait, RETRY_SECONDS * 2**attempt))
        on_response(call["callbackId"], status or 0, body)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(deliver_call, calls))


def _send(
    secret: str, url: str, call: Mapping[str, Any], seconds: float
) -> tuple[int | None, Any, float]:
    """Return status, JSON, and the seconds to wait that the action asks for."""
    body = json.dumps(call).encode()
    headers = {"Content-Type": "application/json", **sign(secret, "POST", url, body, seconds)}
    try:
        response = requests.post(url, data=body, headers=headers, timeout=TIMEOUT_SECONDS)
    except requests.RequestException:
        return None, None, 0.0
    wait = response.headers.get("Retry-After", "")
    try:
        content = response.json()
    except ValueError:
        content = None
    return response.status_code, content, float(wait) if wait.isdigit() else 0.0


def sign(secret: str, method: str, uri: str, body: bytes, seconds: float) -> dict[str, str]:
    """Return the headers of a signed request: v3, and v2 beside it.

    :param seconds: the time of the request, since 1970
    """
    timestamp = str(round(seconds * 1000))
    content = method.encode() + uri.encode() + body + timestamp.encode()
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    digest_v2 = hashlib.sha256(secret.encode() + method.encode() + uri.encode() + body).hexdigest()
    return {
        "X-HubSpot-Signature-v3": base64.b64encode(digest).decode(),
        "X-HubSpot-Request-Timestamp": timestamp,
        "X-HubSpot-Signature": digest_v2,
        "X-HubSpot-Signature-Version": "v2",
    }
