"""A HubSpot that is looked at after each request that writes, and can be interrupted at any."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from local.campaign.hubspot.facts import DELETED, read_facts
from local.campaign.hubspot.troubles import NOBODY, PENDING
from sandbox.hubspot.answers import Answer
from sandbox.hubspot.faults import Fault
from sandbox.hubspot.server import HubspotSandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from local.campaign.hubspot.facts import Fact
    from local.campaign.hubspot.troubles import Trouble
    from sandbox.asgi import Receive, Scope, Send
    from sandbox.clock import SandboxClock
    from sandbox.hubspot.account import Account
    from sandbox.hubspot.model import Portal
    from sandbox.hubspot.request import Request


@dataclass
class Interruption:
    """What happens at a request, counted from 1: before or after it is carried out."""

    number: int
    happen: Callable[[], None]
    is_before: bool = True


@dataclass
class Watch:
    """What HubSpot holds, and when each fact was seen first."""

    facts: set[Fact] = field(default_factory=set)
    event_ids: set[str] = field(default_factory=set)
    first_seen: dict[Fact, datetime] = field(default_factory=dict)
    judge: Callable[[Fact, datetime], None] | None = None

    def look(self, account: Account, now: datetime) -> None:
        """Take in what is there, and have it judged what was not there before."""
        facts = read_facts(account, now)
        event_ids = {event.external_id for event in account.events.events.values()}
        deleted = {(DELETED, event_id, "") for event_id in self.event_ids - event_ids}
        for fact in sorted((facts - self.facts) | deleted):
            self.first_seen.setdefault(fact, now)
            if self.judge is not None:
                self.judge(fact, now)
        self.facts, self.event_ids = facts, event_ids

    def accept(self, account: Account, now: datetime) -> None:
        """Take in what somebody did by hand."""
        self.facts = read_facts(account, now)
        self.event_ids = {event.external_id for event in account.events.events.values()}


class WatchedHubspot(HubspotSandbox):
    """A HubSpot account that is watched. `requests`: how many it got in this run."""

    def __init__(self, portal: Portal, clock: SandboxClock) -> None:
        super().__init__(portal, clock, enforce_limits=False, latency_seconds=0, delay_seconds=0)
        self.watch = Watch()
        self.interruptions: list[Interruption] = []
        self.requests = self.writes = 0
        self._odd_answers: list[Fault] = []

    def begin_run(self, *interruptions: Interruption) -> None:
        """Count requests anew, and look at what time alone has changed."""
        with self._lock:
            self.requests = self.writes = 0
            self.interruptions = list(interruptions)
            self.log.clear()
            self.watch.look(self.account, self.clock.now())

    def end_run(self) -> None:
        """Let nothing happen any more."""
        with self._lock:
            self.interruptions, self._odd_answers = [], []
            self.faults.clear()

    def restore(self, account: Account, watch: Watch) -> None:
        """Put an account in the place of this one, as nobody has seen it yet."""
        with self._lock:
            self.account, self.watch = account, watch
            watch.accept(account, self.clock.now())

    def use_scopes(self, scopes: frozenset[str]) -> None:
        """Let the token have these scopes from now on."""
        self.account.portal = replace(self.account.portal, scopes=scopes)

    def add_trouble(self, trouble: Trouble) -> None:
        """Switch a fault on: one of the sandbox's, or one of the campaign's own."""
        if trouble["kind"] in (PENDING, NOBODY):
            self._odd_answers.append(
                Fault(trouble["path_contains"], trouble["kind"], trouble["times"])
            )
        else:
            self.faults.add(**trouble)

    def do_by_hand(self, act: Callable[[], None]) -> None:
        """Do what a HubSpot user does: it is not judged."""
        with self._lock:
            act()
            self.watch.accept(self.account, self.clock.now())

    def _answer(self, request: Request) -> tuple[Answer, Fault | None]:
        self.requests += 1
        self._interrupt(is_before=True)
        answer = self._answer_oddly(request) or super()._answer(request)
        if is_writing(request.method, request.path):
            self.writes += 1
            self.watch.look(self.account, self.clock.now())
        self._interrupt(is_before=False)
        return answer

    def _answer_oddly(self, request: Request) -> tuple[Answer, None] | None:
        odd = next((odd for odd in self._odd_answers if odd.applies(request.path)), None)
        if odd is None:
            return None
        status = {"status": "PENDING"} if odd.kind == PENDING else {}
        return Answer(200, {**status, "results": []}), None

    def _interrupt(self, *, is_before: bool) -> None:
        for interruption in self.interruptions:
            if (interruption.number, interruption.is_before) == (self.requests, is_before):
                interruption.happen()


def is_writing(method: str, path: str) -> bool:
    """Tell whether a request may change something."""
    return method != "GET" and not path.endswith(("/batch/read", "/search"))


class Portals:
    """Several HubSpot accounts at one address, as HubSpot's are: the token tells which is meant."""

    def __init__(self, by_token: dict[str, WatchedHubspot]) -> None:
        self.by_token = by_token
        self._first = next(iter(by_token.values()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the account of the token does; as the first one if there is no such token."""
        headers = dict(scope.get("headers") or ())
        token = headers.get(b"authorization", b"").decode().removeprefix("Bearer ")
        await self.by_token.get(token, self._first)(scope, receive, send)
