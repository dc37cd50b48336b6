"""Spaces what is sent to Zoom below its limits, each rate-limit label by itself.

Zoom counts the requests of an account and label over a second, for all apps together, as they
arrive. A request may arrive as late as its answer allows; so a rolling second never holds more than
the share, whatever thread wakes up late.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from webinar_sync.zoom.endpoints import Label

if TYPE_CHECKING:
    from collections.abc import Callable

Plan = Literal["free", "pro", "business"]

REQUESTS_PER_SECOND: dict[Plan, dict[Label, int]] = {
    "free": {"light": 4, "medium": 2, "heavy": 1},
    "pro": {"light": 30, "medium": 20, "heavy": 10},
    "business": {"light": 80, "medium": 60, "heavy": 40},
}
"""Zoom's limits over a second, by plan (Business, Education, Enterprise, Partner: `business`)."""

KEPT_FOR_REGISTRATION = 0.1
"""The part of the pace that is the registration action's, and at least a request a second."""
LEASE_SECONDS = 0.7
"""So long after it was asked for, a sync uses the registrations' part, too."""
RECLAIM_SECONDS = 1.9
"""So long a registration waits until a sync is back to its own part: the lease, and the second that
Zoom counts."""

_AFTER_SECONDS = 1.2
"""So long after nobody is registered any more a sync leaves the registrations' part: the last of
their requests counts for a second."""
_ASK_SECONDS = LEASE_SECONDS / 2
_CATCH_UP_SECONDS = 0.05
"""Who wakes up late makes up for so much."""
LATEST_SECONDS = 0.1
"""A request arrives at most so much later than the fastest: at worst, with what is spare, 90 % of
the limit are used."""
LATEST_SECONDS_OF_A_SHARE = 0.04
"""The same where half of the limit is used, or less: at worst, 95 % of it."""
SPARE_SECONDS = 0.3
"""So much later may some arrive now and then, when something stands still for a moment."""
SPARE_PER_SECOND = 0.01
"""So fast comes back what was spent of it in waiting."""
_ROUNDING_SECONDS = 0.003
_FIRST_ANSWER_SECONDS = 0.05
"""So much slower than the fastest the first answer may have been. Of several the fastest was hardly
slower than any to come: the part for each becomes smaller with their number."""
_LOOK_SECONDS = 0.1
"""Who waits looks so often whether the pace has changed."""


@dataclass
class SentRequest:
    """A request: when it was let go, and when it was answered, on the monotonic clock."""

    at: float
    answered_at: float = math.inf


class LabelPace:
    """What was sent with one label, and when the next request may be.

    How much longer an answer took than the fastest is how much later its request may have arrived.
    If answers take long by themselves, that would slow down everything: so each is waited for that
    long at most, and longer only now and then.

    :param latest_seconds: a request arrives at most so much later than the fastest
    """

    def __init__(self, latest_seconds: float) -> None:
        self.turn = threading.Lock()
        self._latest_seconds = latest_seconds
        self._sent: deque[SentRequest] = deque()
        self._next_at = 0.0
        self._fastest = math.inf
        self._answers = 0
        self._spare = SPARE_SECONDS
        self._spare_at = 0.0

    def seconds_to_wait(self, per_second: float, now: float) -> float:
        """Return how long the next request has to wait; 0 or less: not at all."""
        if per_second <= 0:
            return _LOOK_SECONDS
        ready_at, certain_at = self._ready(per_second)
        return min(certain_at, ready_at + self._spare_seconds(now)) - now

    def take(self, per_second: float, limit: int, now: float) -> SentRequest:
        """Note that a request is let go.

        :param limit: so many must be remembered
        """
        ready_at, certain_at = self._ready(per_second)
        spent = max(0.0, min(now, certain_at) - ready_at)
        self._spare, self._spare_at = max(0.0, self._spare_seconds(now) - spent), now
        self._next_at = max(self._next_at, now - _CATCH_UP_SECONDS) + 1 / per_second
        sent = SentRequest(now)
        self._sent.append(sent)
        while len(self._sent) > limit:
            self._sent.popleft()
        return sent

    def note_answer(self, sent: SentRequest, now: float) -> None:
        """Note that a request was answered: it had arrived before."""
        sent.answered_at = now
        self._fastest = min(self._fastest, now - sent.at)
        self._answers += 1

    def _spare_seconds(self, now: float) -> float:
        return min(SPARE_SECONDS, self._spare + (now - self._spare_at) * SPARE_PER_SECOND)

    def _ready(self, per_second: float) -> tuple[float, float]:
        """Return when the next request may be sent, and when without any risk.

        Without risk it is a second after the arrival of the request so many before it.
        """
        count = max(1, math.ceil(per_second - 1e-6))
        if len(self._sent) < count:
            return self._next_at, self._next_at
        counted = self._sent[-count]
        unknown_seconds = _ROUNDING_SECONDS + _FIRST_ANSWER_SECONDS / max(1, self._answers)
        window_seconds = max(1.0, count / per_second) + unknown_seconds
        latest_at = counted.at + self._latest_seconds + window_seconds
        certain_at = math.inf
        if counted.answered_at < math.inf:
            certain_at = counted.answered_at - self._fastest + window_seconds
        return max(self._next_at, min(latest_at, certain_at)), max(self._next_at, certain_at)


class Pace(Protocol):
    """What the client needs of a pacer."""

    lowered: dict[Label, int]
    """Requests a second, of labels whose limit turned out lower than the plan's."""

    def wait(self, label: Label) -> None:
        """Return when a request with this label may be sent."""

    def lower(self, label: Label, limit: int) -> None:
        """Keep to a lower limit of Zoom's from now on."""


class Pacer:
    """Waits before each request until its label's pace allows it. Safe to share by threads.

    :param is_registration: whether it paces the registration action, and no sync
    """

    def __init__(self, plan: Plan, rate_share: float, *, is_registration: bool = False) -> None:
        self._share = rate_share
        self._is_registration = is_registration
        self._limits = dict(REQUESTS_PER_SECOND[plan])
        latest_seconds = LATEST_SECONDS if rate_share > 0.5 else LATEST_SECONDS_OF_A_SHARE
        self._paces: dict[Label, LabelPace] = {
            label: LabelPace(latest_seconds) for label in get_args(Label)
        }
        self._lock = threading.Lock()
        self._local = threading.local()
        self._held_until = 0.0
        self._is_registering: Callable[[], bool] | None = None
        self._asks_at = self._lent_until = self._free_at = 0.0
        self.lowered: dict[Label, int] = {}
        """Requests a second, of labels whose limit turned out lower than the plan's."""

    def wait(self, label: Label) -> None:
        """Return when a request with this label may be sent."""
        pace = self._paces[label]
        with pace.turn:  # one thread waits for the label's next turn, the others for it
            while True:
                self._ask_for_the_rest()
                now = time.monotonic()
                per_second = self._per_second(label, now)
                seconds = max(pace.seconds_to_wait(per_second, now), self._held_until - now)
                if seconds <= 0:
                    self._local.sent = (label, pace.take(per_second, self._limits[label], now))
                    return
                time.sleep(min(seconds, _LOOK_SECONDS))

    def note_answer(self) -> None:
        """Note that the request that this thread waited for last was answered."""
        label, sent = getattr(self._local, "sent", None) or (None, None)
        if label is not None and sent is not None:
            self._local.sent = None
            self._paces[label].note_answer(sent, time.monotonic())

    def lend(self, is_registering: Callable[[], bool]) -> None:
        """Let a sync use the registrations' part, too, as long as nobody is registered.

        :param is_registering: tells whether somebody is; it is asked a few times a second
        """
        self._is_registering = is_registering

    def hold(self, seconds: float) -> None:
        """Let nothing be sent for so long."""
        self._held_until = time.monotonic() + seconds

    def lower(self, label: Label, limit: int) -> None:
        """Keep to a lower limit of Zoom's from now on; a higher one changes nothing.

        A limit that is another plan's tells which plan the account has, so all labels keep to it.

        :param limit: requests a second
        """
        limits: dict[Label, int] = {label: max(1, limit)}
        for plan_limits in REQUESTS_PER_SECOND.values():
            if plan_limits[label] == limit:
                limits = plan_limits
        with self._lock:
            for name, value in limits.items():
                if value < self._limits[name]:
                    self._limits[name] = self.lowered[name] = value

    def _per_second(self, label: Label, now: float) -> float:
        """Return how many requests a second may be sent now; 0: none, while somebody registers."""
        whole = self._limits[label] * self._share
        if now < self._lent_until:
            return whole
        kept = registrations_part(whole)
        if self._is_registration:
            return kept
        if whole > kept:
            return whole - kept
        return 0.0 if self._is_registering else whole * (1 - KEPT_FOR_REGISTRATION)

    def _ask_for_the_rest(self) -> None:
        """Ask whether the registrations' part is free; one thread asks for all."""
        now = time.monotonic()
        if self._is_registering is None or now < self._asks_at:
            return
        with self._lock:
            if now < self._asks_at:
                return
            self._asks_at = now + _ASK_SECONDS
        if self._is_registering():
            self._free_at = math.inf
        elif self._free_at == math.inf:
            self._free_at = time.monotonic() + _AFTER_SECONDS
        elif now >= self._free_at:
            self._lent_until = now + LEASE_SECONDS


def registrations_part(per_second: float) -> float:
    """Return what of a pace is the registration action's: whole requests, if there are two."""
    if per_second < 2:
        return per_second
    return max(1.0, math.ceil(per_second * KEPT_FOR_REGISTRATION - 1e-6))
