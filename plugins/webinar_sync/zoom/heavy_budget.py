"""How many of the account's heavy requests of the day may go to participant reports.

The history and the report on webinars to come have no twin with another label; reports have.
"""

from __future__ import annotations

import math
import threading
from typing import Protocol, runtime_checkable

REPORT_ROWS = 300
"""Rows in a page of a participant report."""
RESERVED = 48
"""Heavy requests that the hourly runs of a day need: two each."""


@runtime_checkable
class CountsRequests(Protocol):
    """A client that knows how many heavy requests the account has left today."""

    def heavy_left_today(self) -> int | None:
        """Return how many, as Zoom last said; None: it never did."""


class HeavyBudget:
    """Gives heavy requests to reports as long as there are some. Safe to share by threads."""

    def __init__(self, client: object) -> None:
        left = client.heavy_left_today() if isinstance(client, CountsRequests) else None
        self._left = None if left is None else left - min(RESERVED, left // 2)
        self._lock = threading.Lock()

    def take(self, people: int | None) -> bool:
        """Take the requests for a report of so many people; return whether there are enough."""
        pages = max(1, math.ceil((people or 0) / REPORT_ROWS))
        with self._lock:
            if self._left is None:
                return True
            if self._left < pages:
                return False
            self._left -= pages
            return True

    def exhaust(self) -> None:
        """Remember that Zoom refuses heavy requests for the rest of the day."""
        with self._lock:
            self._left = 0
