"""The sandbox's own clock: the time that its Zoom and its HubSpot go by."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime


class SandboxClock:
    """A clock that stands still, or ticks in real time from a given moment."""

    def __init__(self, now: datetime, ticking: bool) -> None:
        self._lock = threading.Lock()
        self._base = _utc(now)
        self._since = time.monotonic()
        self._ticking = ticking

    @property
    def ticking(self) -> bool:
        """Whether the clock moves by itself."""
        return self._ticking

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        with self._lock:
            return self._now()

    def set(self, when: datetime, *, ticking: bool | None = None) -> None:
        """Move the clock to a moment; with `ticking`, also start or stop it."""
        with self._lock:
            self._base, self._since = _utc(when), time.monotonic()
            if ticking is not None:
                self._ticking = ticking

    def advance(self, seconds: float) -> None:
        """Move the clock forward by a number of seconds."""
        with self._lock:
            self._base, self._since = self._now() + timedelta(seconds=seconds), time.monotonic()

    def http_date(self) -> str:
        """Return the present as the `Date` header of an answer (RFC 7231)."""
        return format_datetime(self.now(), usegmt=True)

    def _now(self) -> datetime:
        if not self._ticking:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._since)


def _utc(when: datetime) -> datetime:
    if when.tzinfo is None:
        raise ValueError("the sandbox's clock takes aware datetimes only")
    return when.astimezone(UTC)
