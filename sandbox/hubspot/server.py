"""The sandbox's HubSpot: an ASGI app that answers like HubSpot's REST API.

Paths below /_sandbox/ steer it, and show what a HubSpot user would now see.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from sandbox.hubspot import (
    account_endpoints,
    bookkeeping,
    contact_endpoints,
    custom_event_endpoints,
    event_endpoints,
    workflow_endpoints,
)
from sandbox.hubspot import contacts as crm
from sandbox.hubspot.calls import Account, Call
from sandbox.hubspot.errors import (
    Answer,
    HubspotError,
    missing_scope,
    not_found,
    validation,
    wrong_token,
)
from sandbox.hubspot.faults import Faults, struck
from sandbox.hubspot.workflows import deliver

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping, Sequence

    from sandbox.clock import SandboxClock
    from sandbox.hubspot.calls import Endpoint
    from sandbox.hubspot.contacts import Contacts
    from sandbox.hubspot.events import Events
    from sandbox.hubspot.faults import Fault
    from sandbox.hubspot.limits import Limits
    from sandbox.hubspot.model import Portal

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

VERSIONS = ("2026-03", "2026-09")
ENDPOINTS = (
    *account_endpoints.ENDPOINTS,
    *contact_endpoints.ENDPOINTS,
    *event_endpoints.ENDPOINTS,
    *custom_event_endpoints.ENDPOINTS,
    *workflow_endpoints.ENDPOINTS,
)


@dataclass(frozen=True)
class Entry:
    """One request that was answered: seconds since the start, template, status, rows sent."""

    at: float
    method: str
    template: str
    target: str
    status: int
    inputs: int


class Log:
    """The requests that were answered."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._since = time.monotonic()

    def seconds(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._since


def create_hubspot_app(
    portal: Portal,
    clock: SandboxClock,
    *,
    enforce_limits: bool = True,
    latency_seconds: float = 0.0,
    delay_seconds: float = 1.3,
) -> HubspotSandbox:
    """Return the app. `delay_seconds`: so long do participations read lag behind written ones."""
    return HubspotSandbox(
        portal,
        clock,
        enforce_limits=enforce_limits,
        latency_seconds=latency_seconds,
        delay_seconds=delay_seconds,
    )


class HubspotSandbox:
    """The app. Its parts may be used directly by tests in the same process."""

    def __init__(
        self,
        portal: Portal,
        clock: SandboxClock,
        *,
        enforce_limits: bool,
        latency_seconds: float,
        delay_seconds: float,
    ) -> None:
        self.account = Account(portal, clock.now(), delay_seconds)
        self.clock = clock
        self.enforce_limits = enforce_limits
        self.latency_seconds = latency_seconds
        self.faults = Faults()
        self.log = Log()
        self._lock = threading.RLock()
        self._routes = [(one.method, one.pattern, one) for one in ENDPOINTS]

    @property
    def contacts(self) -> Contacts:
        """The account's contacts."""
        return self.account.contacts

    @property
    def events(self) -> Events:
        """The account's marketing events."""
        return self.account.events

    @property
    def limits(self) -> Limits:
        """How much is used of the limits."""
        return self.account.limits

    def use_app(self, app_id: int, token: str) -> None:
        """Let only another app's token in from now on: it does not see the first one's events."""
        self.account.portal = replace(self.account.portal, app_id=app_id, token=token)
        self.events.app = (app_id, self.account.portal.app_name)

    def snapshot(self) -> dict[str, Any]:
        """Return everything that a HubSpot user would now see, to be compared with another."""
        with self._lock:
            return bookkeeping.snapshot(self.account, self.clock.now())

    def about(self, key: str) -> dict[str, Any]:
        """Return what a HubSpot user sees of one contact, by address or id."""
        with self._lock:
            return bookkeeping.about(self.account, key, self.clock.now())

    def executions(self) -> list[dict[str, Any]]:
        """Return what each workflow execution knows of its action."""
        with self._lock:
            return self.account.workflows.describe(self.clock.now())

    def enrol(self, action_url: str, contact_ids: Sequence[int], webinar: str) -> list[str]:
        """Let contacts reach the action in a workflow; return the ids of their callbacks."""
        with self._lock:
            records = [crm.one_contact(self.contacts.by_id(one)) for one in contact_ids]
            calls = self.account.workflows.enrol(self.account.portal, records, webinar)
        deliver(self.account, calls, action_url, self.clock.now, self._lock)
        return [one["callbackId"] for one in calls]

    def _enrol(self, given: dict[str, Any]) -> list[str]:
        """Enrol in the background: by count of contacts, so many that the account knows."""
        with self._lock:
            known = [
                one.contact_id for one in self.contacts.records.values() if one.archived_at is None
            ]
        chosen = known[: int(given["contacts"])]
        url, webinar = str(given["action_url"]), str(given["webinar"])
        threading.Thread(target=self.enrol, args=(url, chosen, webinar), daemon=True).start()
        return [str(one) for one in chosen]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        body = await _body(receive)
        if scope["path"].startswith("/_sandbox"):
            await self._reply(send, self._steer(scope, body))
            return
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds / 2)
        with self._lock:
            answer, fault = self._answer(scope, body)
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds / 2)
        is_lost = fault is not None and fault.kind in ("cut", "drop_answer")
        await self._reply(send, answer, cut=is_lost)

    def _answer(self, scope: Scope, body: bytes) -> tuple[Answer, Fault | None]:
        """Answer a request to HubSpot, and write it down."""
        at, now = self.log.seconds(), self.clock.now()
        method, path = scope["method"], bytes(scope["raw_path"]).decode("latin-1")
        query = dict(parse_qsl(bytes(scope["query_string"]).decode("latin-1")))
        headers = {key.decode().lower(): value.decode() for key, value in scope["headers"]}
        template, fault, limits = path, None, {}
        content: Any = None
        try:
            if headers.get("authorization") != f"Bearer {self.account.portal.token}":
                raise wrong_token()
            endpoint, parts = self._match(method, path)
            if self.enforce_limits:
                is_search = endpoint is not None and endpoint.template == contact_endpoints.SEARCH
                limits = self.limits.admit(now, is_search=is_search)
            else:
                limits = {"X-HubSpot-RateLimit-Interval-Milliseconds": "10000"}
            if endpoint is None:
                raise not_found("Unable to find the endpoint")
            template = endpoint.template
            if endpoint.scope not in self.account.portal.scopes:
                raise missing_scope(endpoint.scope)
            content = _json(body)
            fault = self.faults.striking(path)
            answer = struck(fault) if fault else None
            if answer is None:
                answer = endpoint.handler(Call(self.account, now, parts, query, content, fault))
        except HubspotError as error:
            answer = error.answer()
        answer.headers = {**limits, **answer.headers}
        rows = content.get("inputs") if isinstance(content, dict) else None
        sent = len(rows) if isinstance(rows, list) else 0
        self.log.entries.append(
            Entry(at, method, f"{method} {template}", path, answer.status, sent)
        )
        return answer, fault

    def _match(self, method: str, path: str) -> tuple[Endpoint | None, dict[str, str]]:
        path = re.sub(r"^/events/custom/(2026-09)/", r"/events/\1/", path)
        for wanted, pattern, endpoint in self._routes:
            found = pattern.fullmatch(path)
            if found and wanted == method and found["version"] in VERSIONS:
                return endpoint, {name: unquote(value) for name, value in found.groupdict().items()}
        return None, {}

    async def _reply(self, send: Send, answer: Answer, *, cut: bool = False) -> None:
        content = answer.content()
        kind = answer.headers.pop("Content-Type", "application/json;charset=utf-8")
        headers = {**answer.headers, "Date": self.clock.http_date(), "Content-Type": kind}
        length = len(content) + (1000 if cut else 0)
        headers["Content-Length"] = str(length)
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
            }
        )
        await send({"type": "http.response.body", "body": b"" if cut else content})

    def _steer(self, scope: Scope, body: bytes) -> Answer:
        path, method = scope["path"].removeprefix("/_sandbox").strip("/"), scope["method"]
        try:
            if path == "snapshot":
                return Answer(200, self.snapshot())
            if path == "requests":
                return Answer(200, [vars(one) for one in self.log.entries])
            if path == "faults" and method == "POST":
                given = _json(body)
                self.faults.add(given.pop("kind"), **given)
                return Answer(200, {})
            if path == "faults" and method == "DELETE":
                self.faults.clear()
                return Answer(200, {})
            if path == "enrol" and method == "POST":
                return Answer(200, self._enrol(_json(body)))
            if path == "executions":
                return Answer(200, self.executions())
            if path.startswith("contacts/"):
                key = unquote(path.removeprefix("contacts/"))
                found = self.about(key.removesuffix(".html"))
                is_page = key.endswith(".html")
                title = key.removesuffix(".html")
                return bookkeeping.contact_page(title, found) if is_page else Answer(200, found)
            if not path:
                return bookkeeping.index_page(self.account)
        except HubspotError as error:
            return error.answer()
        return not_found().answer()


def _json(body: bytes) -> Any:
    if not body.strip():
        return {}
    try:
        return json.loads(body)
    except ValueError:
        raise validation("Invalid input JSON") from None


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
