"""How many of the account's heavy requests of the day may go to participant reports.

The history and the report on webinars to come have no twin with another label; reports have.
"""

from __future__ import annotations

import math
import threading

REPORT_ROWS = 300
"""Rows in a page of a participant report."""
RESERVED = 48
"""Heavy requests that the hourly runs of a day need: two each."""


class HeavyBudget:
    """Gives heavy requests to reports as long as there are some. Safe to share by threads.

    :param left: how many the account has left today; None: Zoom did not say
    """

    def __init__(self, left: int | None) -> None:
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
