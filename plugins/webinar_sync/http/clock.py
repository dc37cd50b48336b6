"""The server's clock, as its responses tell it."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from webinar_sync.http.response import date_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests


class ServerClock:
    """Remembers the time of the last response. Safe to share by threads.

    :param no_date: makes the error, of its text, for a response that does not tell the time
    """

    def __init__(self, no_date: Callable[[str], Exception]) -> None:
        self._no_date = no_date
        self._lock = threading.Lock()
        self._last: tuple[datetime, float] | None = None

    def read(self, response: requests.Response) -> datetime:
        """Return the time of a response, and remember it."""
        answered_at = date_of(response)
        if answered_at is None:
            raise self._no_date("an answer has no readable Date header")
        with self._lock:
            self._last = (answered_at, time.monotonic())
        return answered_at

    def now(self) -> datetime | None:
        """Return the time of the last response plus what has passed since; None before any."""
        with self._lock:
            last = self._last
        if last is None:
            return None
        answered_at, read_at = last
        return answered_at + timedelta(seconds=time.monotonic() - read_at)
