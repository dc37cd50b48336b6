"""Who sends to the webhooks: HubSpot's workflows and Zoom, signed, again where nobody answered."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests

from local.stack import scene
from sandbox.hubspot import medium
from sandbox.hubspot.workflows import sign as sign_as_hubspot
from sandbox.zoom.store import Store
from sandbox.zoom.webhooks import events_between
from sandbox.zoom.webhooks import sign as sign_as_zoom

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from datetime import date

REGISTRATIONS, EVENTS = "/hubspot/registrations", "/zoom/events"
TRIES, MOST_WAIT_SECONDS = 12, 8.0
TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True)
class Letter:
    """What is sent once: where to, and what signs it at a moment."""

    path: str
    body: bytes
    sign: Callable[[str, bytes, float], dict[str, str]]


@dataclass
class Post:
    """What was sent, and how it was answered.

    `first`: how many first tries had each status (0: no answer); `taken`: how many letters were
    taken in the end; `slowest`: seconds.
    """

    first: Counter[int] = field(default_factory=Counter)
    taken: int = 0
    sent: int = 0
    slowest: float = 0.0

    def describe(self) -> str:
        """Return it in words."""
        refused = {status: count for status, count in self.first.items() if status != 200}
        tail = f", first answers but 200: {refused}" if refused else ""
        return f"{self.taken} of {self.sent} taken, slowest {1000 * self.slowest:.0f} ms{tail}"


def workflow_letters(
    hubspot_url: str, webinars: Sequence[str], contacts: int, skip: int = 0
) -> list[Letter]:
    """Let contacts of the sandbox reach the action, each of one webinar; return the requests."""
    calls: list[dict[str, Any]] = []
    share = -(-contacts // len(webinars))
    for place, webinar in enumerate(webinars):
        count = min(share, contacts - place * share)
        body = {"contacts": count, "skip": skip + place * share, "webinar": webinar}
        response = requests.post(f"{hubspot_url}/_sandbox/enrol", json=body, timeout=60)
        response.raise_for_status()
        calls += response.json()
    return [Letter(REGISTRATIONS, json.dumps(call).encode(), _as_hubspot) for call in calls]


def event_letters(epoch: date) -> list[Letter]:
    """Return the events of all accounts in the days before the sandbox's moment."""
    letters = []
    for place, account in enumerate(scene.build_accounts(epoch)):
        since = scene.noon(epoch) - 5 * 24 * scene.HOUR
        sign = _as_zoom_of(scene.webhook_secret(place))
        for event in events_between(Store(account), since, scene.noon(epoch)):
            letters.append(Letter(EVENTS, json.dumps(event.body).encode(), sign))
    return letters


def send_all(
    url: str, letters: Sequence[Letter], seconds: float, dice: random.Random | None = None
) -> Post:
    """Send letters over so many seconds, evenly, in an order by chance; return what came of it."""
    ordered = list(letters)
    if dice:
        dice.shuffle(ordered)
    apart = seconds / max(1, len(ordered))
    sending = Sending(url, apart, lambda: ordered.pop() if ordered else None)
    return sending.wait()


class Sending:
    """Sends letters, one every so many seconds, whatever the answers take, until there is none.

    :param next_letter: is asked for each; None: it is over
    """

    def __init__(
        self, url: str, seconds_apart: float, next_letter: Callable[[], Letter | None]
    ) -> None:
        self.post = Post()
        self._url = url
        self._apart = seconds_apart
        self._next = next_letter
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    def stop(self) -> Post:
        """Send no more, and return what came of it."""
        self._stopping.set()
        return self.wait()

    def wait(self) -> Post:
        """Wait until all is sent, and return what came of it."""
        self._thread.join()
        return self.post

    def _send_all(self) -> None:
        threads = []
        begun, number = time.monotonic(), 0
        while not self._stopping.is_set() and (letter := self._next()) is not None:
            number += 1
            self._stopping.wait(max(0.0, begun + number * self._apart - time.monotonic()))
            thread = threading.Thread(target=self._send, args=(letter,), daemon=True)
            thread.start()
            threads.append(thread)
        for thread in threads:
            thread.join()

    def _send(self, letter: Letter) -> None:
        for attempt in range(TRIES):
            begun = time.monotonic()
            status = self._status_of(letter)
            with self._lock:
                if attempt == 0:
                    self.post.sent += 1
                    self.post.first[status] += 1
                    self.post.slowest = max(self.post.slowest, time.monotonic() - begun)
                self.post.taken += status == 200
            if status == 200:
                return
            time.sleep(min(MOST_WAIT_SECONDS, 0.5 * 2**attempt))

    def _status_of(self, letter: Letter) -> int:
        headers = letter.sign(self._url + letter.path, letter.body, time.time())
        try:
            return requests.post(
                self._url + letter.path, data=letter.body, headers=headers, timeout=TIMEOUT_SECONDS
            ).status_code
        except requests.RequestException:
            return 0


def _as_hubspot(url: str, body: bytes, seconds: float) -> dict[str, str]:
    signed = sign_as_hubspot(medium.CLIENT_SECRET, "POST", url, body, seconds)
    return {"Content-Type": "application/json", **signed}


def _as_zoom_of(secret: str) -> Callable[[str, bytes, float], dict[str, str]]:
    return lambda url, body, seconds: sign_as_zoom(secret, body, seconds)
