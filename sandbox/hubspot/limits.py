"""HubSpot's rate limits: rolling 10 seconds per app, per day per account, a second of searches.

Source: developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sandbox.hubspot.errors import too_many

if TYPE_CHECKING:
    from sandbox.hubspot.model import Portal

WINDOW = timedelta(seconds=10)
SECOND = timedelta(seconds=1)
SEARCHES_A_SECOND = 5


class Limits:
    """Counts requests; the day ends at midnight in the account's time zone."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._window: deque[datetime] = deque()
        self._searches: deque[datetime] = deque()
        self._day = ""
        self.used_today = 0
        self.exceeded = 0

    def admit(self, now: datetime, *, is_search: bool = False) -> dict[str, str]:
        """Count a request and return the headers about the limits: none for searches.

        :raises HubspotError: 429
        """
        day = now.astimezone(ZoneInfo(self._portal.time_zone)).date().isoformat()
        if day != self._day:
            self._day, self.used_today = day, 0
        while self._window and self._window[0] <= now - WINDOW:
            self._window.popleft()
        if self.used_today >= self._portal.requests_per_day:
            self.exceeded += 1
            raise too_many("DAILY", self._headers())
        if len(self._window) >= self._portal.requests_per_10s:
            self.exceeded += 1
            raise too_many("TEN_SECONDLY_ROLLING", self._headers())
        if is_search:
            self._admit_search(now)
        self._window.append(now)
        self.used_today += 1
        return {} if is_search else self._headers()

    def _admit_search(self, now: datetime) -> None:
        while self._searches and self._searches[0] <= now - SECOND:
            self._searches.popleft()
        if len(self._searches) >= SEARCHES_A_SECOND:
            self.exceeded += 1
            raise too_many("SECONDLY", {})
        self._searches.append(now)

    def _headers(self) -> dict[str, str]:
        limit = self._portal.requests_per_10s
        day = self._portal.requests_per_day
        return {
            "X-HubSpot-RateLimit-Max": str(limit),
            "X-HubSpot-RateLimit-Remaining": str(max(0, limit - len(self._window))),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
            "X-HubSpot-RateLimit-Daily": str(day),
            "X-HubSpot-RateLimit-Daily-Remaining": str(max(0, day - self.used_today)),
        }
