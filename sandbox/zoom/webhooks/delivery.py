"""Sends events as Zoom does: signed, late, twice, out of order, and some not at all."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sandbox.zoom.webhooks.events import Event

TIMEOUT_SECONDS = 3
"""What is answered later than this counts as not answered."""
RETRIES_AFTER = (timedelta(minutes=5), timedelta(minutes=20), timedelta(minutes=60))
"""Each after the try before, where the answer is 5xx, or there is none."""
MOST_LATE = timedelta(minutes=5)


class ChallengeError(Exception):
    """The URL did not answer Zoom's challenge, so Zoom sends nothing there."""


class Sender:
    """One event subscription.

    :param lost, twice, late: the part of the events that are never sent, sent twice, sent minutes
        later; others are sent at once, but neighbours in any order
    :param seconds: the time that is signed, since 1970
    """

    def __init__(
        self,
        url: str,
        secret: str,
        *,
        lost: float = 0.0,
        twice: float = 0.0,
        late: float = 0.0,
        seed: int = 1,
        seconds: Callable[[], float] = time.time,
    ) -> None:
        self.url = url
        self.statuses: Counter[int] = Counter()
        self.lost: list[Event] = []
        self._secret = secret
        self._shares = (lost, twice, late)
        self._dice = random.Random(seed)
        self._seconds = seconds
        self._waiting: list[tuple[datetime, float, int, Event]] = []
        self._session = requests.Session()

    def challenge(self) -> None:
        """Find out whether the URL is its owner's, as before the first event and every 72 hours.

        :raises ChallengeError: if the answer is not right
        """
        token = "qgg8vlvZRS6UYooatFL8Aw"
        body = {"event": "endpoint.url_validation", "payload": {"plainToken": token}}
        response = self._post(body)
        expected = hmac.new(self._secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if (
            response is None
            or response.status_code != 200
            or response.json()
            != {
                "plainToken": token,
                "encryptedToken": expected,
            }
        ):
            raise ChallengeError("the URL did not answer the challenge")

    def take(self, events: Sequence[Event]) -> None:
        """Take events to be sent; some are lost."""
        lost, twice, late = self._shares
        for event in events:
            if self._dice.random() < lost:
                self.lost.append(event)
                continue
            for _ in range(2 if self._dice.random() < twice else 1):
                wait = MOST_LATE * self._dice.random() if self._dice.random() < late else None
                self._put(event.at + wait if wait else event.at, 0, event)

    def send(self, now: datetime) -> None:
        """Send what is to be sent by now, by the sandbox's clock."""
        due = sorted((entry for entry in self._waiting if entry[0] <= now), key=lambda e: e[:3])
        self._waiting = [entry for entry in self._waiting if entry[0] > now]
        for _, _, tries, event in due:
            response = self._post(event.body)
            self.statuses[response.status_code if response is not None else 0] += 1
            is_to_try_again = response is None or response.status_code >= 500
            if is_to_try_again and tries < len(RETRIES_AFTER):
                self._put(now + RETRIES_AFTER[tries], tries + 1, event)

    def _put(self, at: datetime, tries: int, event: Event) -> None:
        # Rounded to ten seconds and then by chance: neighbours come out of order.
        coarse = at - timedelta(seconds=at.second % 10)
        self._waiting.append((max(coarse, event.at), self._dice.random(), tries, event))

    def _post(self, body: Any) -> requests.Response | None:
        content = json.dumps(body).encode()
        headers = sign(self._secret, content, self._seconds())
        try:
            return self._session.post(
                self.url, data=content, headers=headers, timeout=TIMEOUT_SECONDS
            )
        except requests.RequestException:
            return None


def sign(secret: str, body: bytes, seconds: float) -> dict[str, str]:
    """Return the headers of a signed request.

    :param seconds: the time of the request, since 1970
    """
    timestamp = str(int(seconds))
    content = b"v0:" + timestamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "x-zm-signature": f"v0={digest}",
        "x-zm-request-timestamp": timestamp,
    }
