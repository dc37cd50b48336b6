"""The sandbox's HubSpot: an ASGI app that answers like HubSpot's REST API.

Paths below /_sandbox/ steer it, and show what a HubSpot user would now see
(`sandbox.hubspot.controls`).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.asgi import answer_lifespan, read_body
from sandbox.hubspot import controls, endpoints
from sandbox.hubspot.calls import Call
from sandbox.hubspot.errors import HubspotError, missing_scope, not_found, wrong_token
from sandbox.hubspot.faults import faulty_answer
from sandbox.hubspot.request import Request, read_json
from sandbox.hubspot.requests_log import Entry
from sandbox.hubspot.state import HubspotState

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.asgi import Receive, Scope, Send
    from sandbox.clock import SandboxClock
    from sandbox.hubspot.answers import Answer
    from sandbox.hubspot.calls import Endpoint
    from sandbox.hubspot.faults import Fault
    from sandbox.hubspot.model import Portal


def create_hubspot_app(
    portal: Portal,
    clock: SandboxClock,
    *,
    enforce_limits: bool = True,
    latency_seconds: float = 0.0,
    delay_seconds: float = 1.3,
) -> HubspotSandbox:
    """Return the app. `delay_seconds`: how long reading participations lags behind writing."""
    return HubspotSandbox(
        portal,
        clock,
        enforce_limits=enforce_limits,
        latency_seconds=latency_seconds,
        delay_seconds=delay_seconds,
    )


class HubspotSandbox(HubspotState):
    """The app. `HubspotState` says how tests in the same process look into it."""

    def __init__(
        self,
        portal: Portal,
        clock: SandboxClock,
        *,
        enforce_limits: bool,
        latency_seconds: float,
        delay_seconds: float,
    ) -> None:
        super().__init__(portal, clock, enforce_limits=enforce_limits, delay_seconds=delay_seconds)
        self.latency_seconds = latency_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        body = await read_body(receive)
        if scope["path"].startswith(controls.PREFIX):
            answer = controls.answer_control(self, scope["method"], scope["path"], body)
            await self._send(send, answer)
            return
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds / 2)
        with self._lock:
            answer, fault = self._answer(Request(scope, body))
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds / 2)
        is_lost = fault is not None and fault.kind in ("cut", "drop_answer")
        await self._send(send, answer, is_cut=is_lost)

    def _answer(self, request: Request) -> tuple[Answer, Fault | None]:
        """Answer a request to HubSpot, and log it."""
        at, now = self.log.seconds(), self.clock.now()
        template, fault, limits = request.path, None, {}
        content: Any = None
        try:
            if request.authorization != f"Bearer {self.account.portal.token}":
                raise wrong_token()
            endpoint, parts = endpoints.match(request.method, request.path)
            limits = self._admit(endpoint, now)
            if endpoint is None:
                raise not_found("Unable to find the endpoint")
            template = endpoint.template
            if endpoint.scope and endpoint.scope not in self.account.portal.scopes:
                raise missing_scope(endpoint.scope)
            content = read_json(request.body)
            fault = self.faults.striking(request.path)
            answer = faulty_answer(fault) if fault else None
            if answer is None:
                call = Call(self.account, now, parts, request.query, content, fault)
                answer = endpoint.handler(call)
        except HubspotError as error:
            answer = error.answer()
        answer.headers = {**limits, **answer.headers}
        rows = content.get("inputs") if isinstance(content, dict) else None
        inputs = len(rows) if isinstance(rows, list) else 0
        method = request.method
        self.log.entries.append(
            Entry(at, method, f"{method} {template}", request.path, answer.status, inputs)
        )
        return answer, fault

    def _admit(self, endpoint: Endpoint | None, now: datetime) -> dict[str, str]:
        """Count a request, and return the headers about the limits.

        :raises HubspotError: 429
        """
        if not self.enforce_limits:
            return {"X-HubSpot-RateLimit-Interval-Milliseconds": "10000"}
        is_search = endpoint is not None and endpoint.template == endpoints.SEARCH
        return self.limits.admit(now, is_search=is_search)

    async def _send(self, send: Send, answer: Answer, *, is_cut: bool = False) -> None:
        content = answer.content()
        content_type = answer.headers.pop("Content-Type", "application/json;charset=utf-8")
        headers = {**answer.headers, "Date": self.clock.http_date(), "Content-Type": content_type}
        # A body that is shorter than its length makes the server close the connection.
        headers["Content-Length"] = str(len(content) + (1000 if is_cut else 0))
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
            }
        )
        await send({"type": "http.response.body", "body": b"" if is_cut else content})
