"""The sandbox's Zoom: an ASGI app that answers like Zoom's REST API v2 and token endpoint.

Paths below /_sandbox/ steer it (`sandbox.zoom.controls`).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.asgi import answer_lifespan, read_body
from sandbox.zoom import controls, endpoints, errors, faults, limits, odd_answers
from sandbox.zoom.calls import Call
from sandbox.zoom.endpoints import recordings
from sandbox.zoom.errors import ZoomError
from sandbox.zoom.request import Request
from sandbox.zoom.requests_log import Entry
from sandbox.zoom.state import ZoomState
from sandbox.zoom.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sandbox.asgi import Receive, Scope, Send
    from sandbox.clock import SandboxClock
    from sandbox.zoom.answers import Answer
    from sandbox.zoom.calls import Endpoint
    from sandbox.zoom.faults import Fault
    from sandbox.zoom.limits import Label
    from sandbox.zoom.model import Account

_TOKEN_PATH = "/oauth/token"
_NO_FAULT = faults.Fault(path_contains="", kind="")


def create_zoom_app(
    accounts: Sequence[Account],
    clock: SandboxClock,
    *,
    enforce_limits: bool = True,
    latency_seconds: float = 0.0,
    make_store: Callable[[Account], Store] = Store,
) -> ZoomSandbox:
    """Return the app.

    :param make_store: what finds things of an account, where they are not all held
    """
    return ZoomSandbox(
        accounts,
        clock,
        enforce_limits=enforce_limits,
        latency_seconds=latency_seconds,
        make_store=make_store,
    )


@dataclass
class _Exchange:
    """What is known of a request once it is answered: for the log, and for what the fault does."""

    template: str
    label: Label | None = None
    account: Account | None = None
    fault: Fault = field(default_factory=lambda: _NO_FAULT)


class ZoomSandbox(ZoomState):
    """The app. `ZoomState` says how tests in the same process look into it."""

    def __init__(
        self,
        accounts: Sequence[Account],
        clock: SandboxClock,
        *,
        enforce_limits: bool = True,
        latency_seconds: float = 0.0,
        make_store: Callable[[Account], Store] = Store,
    ) -> None:
        super().__init__(accounts, clock, enforce_limits=enforce_limits, make_store=make_store)
        self.latency_seconds = latency_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        request = Request(scope, await read_body(receive))
        if request.path.startswith(controls.PREFIX):
            await self._send(send, controls.answer_control(self, request))
            return
        if self.latency_seconds:
            # Half the way there, so that requests are counted when they arrive.
            await asyncio.sleep(self.latency_seconds / 2)
        answer, fault = await self._answer(request)
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds / 2)
        await self._send(send, answer, is_cut=fault.kind == "cut")

    async def _answer(self, request: Request) -> tuple[Answer, Fault]:
        """Answer a request to Zoom, and log it."""
        at = self.log.seconds()
        exchange = _Exchange(template=request.path)
        try:
            if request.path == _TOKEN_PATH:
                answer = self._issue_token(request, exchange)
            elif request.path.startswith(recordings.DOWNLOADS):
                answer = self._download(request, exchange)
            else:
                answer = self._answer_api(request, exchange)
            answer = odd_answers.altered(exchange.fault, answer)
        except ZoomError as error:
            answer = error.answer()
        if exchange.label and exchange.account and "X-RateLimit-Type" not in answer.headers:
            now = self.clock.now()
            if exchange.fault.options.get("headers") != "none":
                answer.headers.update(self.limiter.headers(exchange.account, exchange.label, now))
        self.log.entries.append(
            Entry(
                at,
                request.method,
                exchange.template,
                request.target,
                exchange.label,
                exchange.account.account_id if exchange.account else None,
                answer.status,
            )
        )
        if exchange.fault.kind == "hang":
            await asyncio.sleep(float(exchange.fault.options.get("seconds", 30.0)))
        return answer, exchange.fault

    def _issue_token(self, request: Request, exchange: _Exchange) -> Answer:
        now = self.clock.now()
        exchange.fault = self.faults.striking(request.target, now) or _NO_FAULT
        answer = self._faulty_answer(request, exchange, now)
        if answer is not None:
            return answer
        if request.method != "POST":
            raise errors.unknown_endpoint()
        api_url = f"http://{request.host}"
        return self.tokens.issue(request.authorization, request.form(), now=now, api_url=api_url)

    def _download(self, request: Request, exchange: _Exchange) -> Answer:
        """Answer a file of a recording. Guess: downloads count against no rate limit."""
        now = self.clock.now()
        exchange.template = recordings.DOWNLOADS
        account = exchange.account = self.tokens.account_of(request.authorization, now)
        exchange.fault = self.faults.striking(request.target, now, account.account_id) or _NO_FAULT
        answer = self._faulty_answer(request, exchange, now)
        if answer is not None:
            return answer
        key = request.path.removeprefix(recordings.DOWNLOADS)
        return recordings.download(self.stores[account.account_id], key, now)

    def _answer_api(self, request: Request, exchange: _Exchange) -> Answer:
        now = self.clock.now()
        matching = endpoints.match(request.method, request.path.removeprefix("/v2"))
        if matching is None or not request.path.startswith("/v2/"):
            raise errors.unknown_endpoint()
        endpoint, parts = matching
        exchange.template, exchange.label = endpoint.template, endpoint.label
        account = exchange.account = self.tokens.account_of(request.authorization, now)
        self.limiter.admit(account, endpoint.label, now, is_paced=self.enforce_limits)
        exchange.fault = self.faults.striking(request.target, now, account.account_id) or _NO_FAULT
        if exchange.fault.kind == "advance_clock":
            self.clock.advance(float(exchange.fault.options["seconds"]))
            now = self.clock.now()
        answer = self._faulty_answer(request, exchange, now)
        return self._call(request, account, endpoint, parts, now) if answer is None else answer

    def _call(
        self,
        request: Request,
        account: Account,
        endpoint: Endpoint,
        parts: tuple[str, ...],
        now: datetime,
    ) -> Answer:
        granted = account.scopes
        if granted and endpoint.scope not in granted and endpoint.classic not in granted:
            raise errors.missing_scope(endpoint.scope)
        return endpoint.handler(
            Call(
                store=self.stores[account.account_id],
                pager=self.pager,
                now=now,
                path=request.path,
                parts=parts,
                query=request.query,
                body=_json_of(request),
                registrar=self.registrar,
                origin=f"http://{request.host}",
            )
        )

    def _faulty_answer(self, request: Request, exchange: _Exchange, now: datetime) -> Answer | None:
        """Return the answer of a fault that replaces the real one.

        :raises ZoomError: where the fault is one of Zoom's own refusals
        """
        kind = exchange.fault.kind
        if kind == "revoke_token":
            self.tokens.revoke(request.authorization)
            raise errors.invalid_token()
        if kind in ("second_429", "daily_429"):
            account = exchange.account or next(iter(self.stores.values())).account
            label = exchange.label or "Light"
            refusal = (
                limits.per_second_limit(account, label)
                if kind == "second_429"
                else limits.daily_limit(account, label, now)
            )
            if exchange.fault.options.get("headers") == "none":
                refusal.headers.clear()
            raise refusal
        return odd_answers.plain_answer(exchange.fault)

    async def _send(self, send: Send, answer: Answer, *, is_cut: bool = False) -> None:
        if is_cut and not answer.body:  # there must be something to cut
            answer.status, answer.body = 200, b"{}"
        headers = {
            "Date": self.clock.http_date(),
            "Content-Type": answer.content_type,
            "Content-Length": str(len(answer.body)),
            **answer.headers,
        }
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [
                    (key.lower().encode("latin-1"), value.encode("latin-1"))
                    for key, value in headers.items()
                ],
            }
        )
        if is_cut:
            # The server closes a connection whose answer is not completed.
            half = answer.body[: len(answer.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            return
        await send({"type": "http.response.body", "body": answer.body})


def _json_of(request: Request) -> Any:
    try:
        return request.json()
    except ValueError:
        raise errors.validation_failed(["body"]) from None
