"""Spaces requests evenly below Zoom's limits, one bucket for each rate-limit label.

Zoom counts per account and label over a second, for all apps together. Requests are spaced, not
sent in bursts: a rolling second never holds more than the share.
"""

from __future__ import annotations

from typing import Literal, get_args

from pyrate_limiter import (
    GCRA,
    Duration,
    InMemoryStateStore,
    Limiter,
    MonotonicClock,
    Rate,
    StateBucket,
)

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
        share = rate_share * part
        self._limiters = {
            label: _limiter(REQUESTS_PER_SECOND[plan][label], share) for label in get_args(Label)
        }

    def wait(self, label: Label) -> None:
        """Return when a request with this label may be sent."""
        self._limiters[label].try_acquire(label)


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
