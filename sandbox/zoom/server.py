"""The sandbox's Zoom: an ASGI app that answers like Zoom's REST API v2 and token endpoint.

Plain ASGI, without a framework's routes: those decode the path first, and Zoom's UUIDs need the
undecoded one (`%2F` and `%252F` mean different things). Paths below /_sandbox/ steer it.
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.zoom import endpoints, errors, faults, limits
from sandbox.zoom.endpoints import Call
from sandbox.zoom.errors import Answer, ZoomError, to_json
from sandbox.zoom.faults import Faults
from sandbox.zoom.limits import RateLimiter
from sandbox.zoom.paging import Pager
from sandbox.zoom.registration import Registrar
from sandbox.zoom.requests_log import Entry, RequestLog
from sandbox.zoom.store import Store
from sandbox.zoom.tokens import TokenStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence

    from sandbox.clock import SandboxClock
    from sandbox.zoom.faults import Fault
    from sandbox.zoom.limits import Label
    from sandbox.zoom.model import Account

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

_TOKEN_PATH = "/oauth/token"
_NO_FAULT = faults.Fault(path_contains="", kind="")


def create_zoom_app(
    accounts: Sequence[Account],
    clock: SandboxClock,
    *,
    enforce_limits: bool = True,
    latency_seconds: float = 0.0,
    warm: bool = False,
) -> ZoomSandbox:
    """Return the app. `warm` renders all rows beforehand, for measurements."""
    app = ZoomSandbox(
        accounts, clock, enforce_limits=enforce_limits, latency_seconds=latency_seconds
    )
    if warm:
        for store in app.stores.values():
            store.warm(clock.now())
    return app


class Request:
    """What the sandbox needs of a request."""

    def __init__(self, scope: Scope, body: bytes) -> None:
        self.method: str = scope["method"]
        self.path: str = bytes(scope["raw_path"]).decode("latin-1")
        self.raw_query: str = bytes(scope["query_string"]).decode("latin-1")
        self.query = dict(parse_qsl(self.raw_query, keep_blank_values=True))
        self.body = body
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        self.authorization = headers.get("authorization", "")
        self.host = headers.get("host", "127.0.0.1")

    @property
    def target(self) -> str:
        """Return the undecoded path with the query."""
        return f"{self.path}?{self.raw_query}" if self.raw_query else self.path

    def json(self) -> Any:
        """Return the body as JSON; an empty one is an empty object."""
        return json.loads(self.body) if self.body.strip() else {}

    def form(self) -> dict[str, str]:
        """Return the fields of the query and of a form body."""
        return {**self.query, **dict(parse_qsl(self.body.decode("latin-1")))}


class ZoomSandbox:
    """The app. Its parts may be used directly by tests in the same process."""

    def __init__(
        self,
        accounts: Sequence[Account],
        clock: SandboxClock,
        *,
        enforce_limits: bool = True,
        latency_seconds: float = 0.0,
    ) -> None:
        self.clock = clock
        self.enforce_limits = enforce_limits
        self.latency_seconds = latency_seconds
        self.stores = {account.account_id: Store(account) for account in accounts}
        self.tokens = TokenStore(accounts, endpoints.ALL_SCOPES)
        self.limiter = RateLimiter()
        self.pager = Pager()
        self.registrar = Registrar()
        self.faults = Faults()
        self.log = RequestLog()

    def replace(self, account: Account) -> None:
        """Put an account in the place of the one with its id: somebody changed it in Zoom.

        Tokens issued before keep the scopes that they were issued with.
        """
        self.stores[account.account_id] = Store(account)
        self.tokens.replace(account)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        request = Request(scope, await _body(receive))
        if request.path.startswith("/_sandbox/"):
            await self._send(send, self._steer(request))
            return
        if self.latency_seconds:
            # Half the way there, so that requests are counted when they arrive.
            await asyncio.sleep(self.latency_seconds / 2)
        answer, fault = await self._answer(request)
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds / 2)
        await self._send(send, answer, cut=fault.kind == "cut")

    async def _answer(self, request: Request) -> tuple[Answer, Fault]:
        """Answer a request to Zoom, and write it down."""
        at = self.log.seconds()
        template, label, account_id, fault = request.path, None, None, _NO_FAULT
        now = self.clock.now()
        try:
            if request.path == _TOKEN_PATH:
                fault = self.faults.striking(request.target) or _NO_FAULT
                answer = self._struck(fault, request, None, None, now)
                answer = answer or self._token(request, now)
            else:
                found = endpoints.match(request.method, request.path.removeprefix("/v2"))
                if found is None or not request.path.startswith("/v2/"):
                    raise errors.unknown_endpoint()
                endpoint, parts = found
                template, label = endpoint.template, endpoint.label
                account = self.tokens.account_of(request.authorization, now)
                account_id = account.account_id
                if self.enforce_limits:
                    self.limiter.admit(account, label, now)
                fault = self.faults.striking(request.target, account_id) or _NO_FAULT
                if fault.kind == "advance_clock":
                    self.clock.advance(float(fault.options["seconds"]))
                    now = self.clock.now()
                answer = self._struck(fault, request, account, label, now)
                if answer is None:
                    answer = self._call(request, account, endpoint, parts, now)
            answer = faults.altered(fault, answer)
        except ZoomError as error:
            answer = error.answer()
        if label:
            answer.headers.setdefault("X-RateLimit-Category", label)
        self.log.entries.append(
            Entry(at, request.method, template, request.target, label, account_id, answer.status)
        )
        if fault.kind == "hang":
            await asyncio.sleep(float(fault.options.get("seconds", 30.0)))
        return answer, fault

    def _call(
        self,
        request: Request,
        account: Account,
        endpoint: endpoints.Endpoint,
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
            )
        )

    def _token(self, request: Request, now: datetime) -> Answer:
        if request.method != "POST":
            raise errors.unknown_endpoint()
        api_url = f"http://{request.host}"
        return self.tokens.issue(request.authorization, request.form(), now=now, api_url=api_url)

    def _struck(
        self,
        fault: Fault,
        request: Request,
        account: Account | None,
        label: Label | None,
        now: datetime,
    ) -> Answer | None:
        """Return the answer of a fault that replaces the real one."""
        if fault.kind == "html_403":
            return errors.html_403()
        if fault.kind == "revoke_token":
            self.tokens.revoke(request.authorization)
            raise errors.invalid_token()
        if fault.kind in ("second_429", "daily_429"):
            account = account or next(iter(self.stores.values())).account
            if fault.kind == "second_429":
                raise limits.per_second_limit(account, label or "Light")
            raise limits.daily_limit(account, label or "Light", now)
        return faults.plain_answer(fault)

    def _steer(self, request: Request) -> Answer:
        """Answer a request to the sandbox itself."""
        try:
            body = self._control(request.method, request.path, request)
        except (ValueError, KeyError, TypeError) as error:
            return Answer(status=400, body=to_json({"error": str(error)}))
        if body is None:
            return Answer(status=404, body=to_json({"error": "no such control"}))
        return Answer(body=to_json(body))

    def _control(self, method: str, path: str, request: Request) -> Any:
        match method, path.removeprefix("/_sandbox/"):
            case "GET", "faults":
                return {"faults": self.faults.describe()}
            case "POST", "faults":
                given = request.json()
                for fault in given if isinstance(given, list) else [given]:
                    self.faults.add(fault)
                return {"faults": self.faults.describe()}
            case "DELETE", "faults":
                self.faults.clear()
                return {"faults": []}
            case "GET", "clock":
                return self._clock()
            case "POST", "clock":
                self._set_clock(request.json())
                return self._clock()
            case "GET", "requests":
                return self.log.summary(with_requests="summary" not in request.query)
            case "DELETE", "requests":
                self.log.clear()
                return self.log.summary()
            case "POST", "tokens/revoke":
                return {"revoked": self.tokens.revoke()}
            case "GET", "limits":
                return self._limits()
            case "POST", "limits":
                self._set_limits(request.json())
                return self._limits()
        return None

    def _clock(self) -> dict[str, Any]:
        return {"now": self.clock.now().isoformat(), "ticking": self.clock.ticking}

    def _set_clock(self, given: Mapping[str, Any]) -> None:
        when = given.get("now")
        moment = datetime.fromisoformat(when) if when else self.clock.now()
        self.clock.set(moment, ticking=given.get("ticking"))
        if "advance" in given:
            self.clock.advance(float(given["advance"]))

    def _limits(self) -> dict[str, Any]:
        now = self.clock.now()
        return {
            "enforced": self.enforce_limits,
            "used_today": {
                account_id: self.limiter.used_today(store.account, now)
                for account_id, store in self.stores.items()
            },
        }

    def _set_limits(self, given: Mapping[str, Any]) -> None:
        self.enforce_limits = bool(given.get("enforced", self.enforce_limits))
        account_id = given.get("account_id") or next(iter(self.stores))
        for label, used in given.get("used_today", {}).items():
            account = self.stores[account_id].account
            self.limiter.set_used_today(account, label, int(used), self.clock.now())

    async def _send(self, send: Send, answer: Answer, *, cut: bool = False) -> None:
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
        if cut:
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


async def _body(receive: Receive) -> bytes:
    pieces = []
    while True:
        message = await receive()
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
