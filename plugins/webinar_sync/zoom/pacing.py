"""Spaces requests evenly below Zoom's limits, one bucket for each rate-limit label.

Zoom counts per account and label over a second, for all apps together. Requests are spaced, not
sent in bursts: a rolling second never holds more than the share.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Literal

from pyrate_limiter import (
    GCRA,
    Duration,
    InMemoryStateStore,
    Limiter,
    MonotonicClock,
    Rate,
    StateBucket,
)

if TYPE_CHECKING:
    from webinar_sync.zoom.endpoints import Label

Plan = Literal["free", "pro", "business"]

REQUESTS_PER_SECOND: dict[Plan, dict[Label, int]] = {
    "free": {"light": 4, "medium": 2, "heavy": 1},
    "pro": {"light": 30, "medium": 20, "heavy": 10},
    "business": {"light": 80, "medium": 60, "heavy": 40},
}
"""Zoom's limits over a second, by plan (Business, Education, Enterprise, Partner: `business`)."""

KEPT_FOR_REGISTRATION = 0.1
"""The part of the pace that is the registration action's, which runs beside a sync."""


class Pacer:
    """Waits before each request until its label's pace allows it. Safe to share by threads.

    :param part: of the share: a sync's, unless another one is given
    """

    def __init__(
        self, plan: Plan, rate_share: float, *, part: float = 1 - KEPT_FOR_REGISTRATION
    ) -> None:
        self._share = rate_share * part
        self._lock = threading.Lock()
        self._limits = dict(REQUESTS_PER_SECOND[plan])
        self._limiters = {
            label: _limiter(limit, self._share) for label, limit in self._limits.items()
        }
        self.lowered: dict[Label, int] = {}
        """Requests a second, of labels whose limit turned out lower than the plan's."""

    def wait(self, label: Label) -> None:
        """Return when a request with this label may be sent."""
        limiter = None
        while limiter is not self._limiters[label]:  # lowered meanwhile: wait by the lower one
            limiter = self._limiters[label]
            limiter.try_acquire(label)

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
                    self._limiters[name] = _limiter(value, self._share)


def _limiter(limit: int, share: float) -> Limiter:
    """Return a limiter of `limit` × `share` a second, evenly spaced (GCRA).

    A second request may follow at once, to make up for late wake-ups, only where a rolling
    second stays within Zoom's limit all the same.
    """
    per_second = limit * share
    burst = 2 if per_second + 2 <= limit else 1
    rate = Rate(round(per_second * 1000), 1000 * Duration.SECOND, burst=burst)
    bucket = StateBucket([rate], GCRA(), InMemoryStateStore(), MonotonicClock())
    return Limiter(bucket, buffer_ms=1)
