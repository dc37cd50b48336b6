"""Zoom's rate limits: requests a second and a day, by label and plan, for each account.

Source: Zoom's page on rate limits (developers.zoom.us/docs/commerce/rate-limits).
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sandbox.zoom.errors import ZoomError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sandbox.zoom.model import Account

Label = Literal["Light", "Medium", "Heavy"]

PER_SECOND: dict[str, dict[Label, int]] = {
    "free": {"Light": 4, "Medium": 2, "Heavy": 1},
    "pro": {"Light": 30, "Medium": 20, "Heavy": 10},
    "business": {"Light": 80, "Medium": 60, "Heavy": 40},
}
PER_DAY: dict[str, dict[Label, int]] = {
    "free": {"Light": 6_000, "Medium": 2_000, "Heavy": 1_000},
    "pro": {"Heavy": 30_000},
    "business": {"Heavy": 60_000},
}
_SECOND_TEXT = "You have reached the maximum per-second rate limit for this API. Try again later."
_DAY_TEXT = (
    "You have reached the maximum daily rate limit for this API. Refer to the response header"
    " for details on when you can make another request."
)


class RateLimiter:
    """Counts requests: a rolling second of real time, and the UTC day of the sandbox's clock."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._recent: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._used: dict[tuple[str, str, date], int] = defaultdict(int)

    def admit(
        self, account: Account, label: Label, now: datetime, *, is_paced: bool = True
    ) -> None:
        """Count a request, or refuse it. Guess: a refused request does not count.

        :param is_paced: whether the plan's limits hold, beside those of the account's own
        """
        day = (account.account_id, label, now.date())
        per_day = limit_of_day(account, label)
        is_limited = per_day is not None and (is_paced or label in account.per_day)
        if per_day is not None and is_limited and self._used[day] >= per_day:
            raise daily_limit(account, label, now)
        if is_paced:
            self._admit_this_second(account, label)
        self._used[day] += 1

    def _admit_this_second(self, account: Account, label: Label) -> None:
        recent = self._recent[account.account_id, label]
        moment = self._monotonic()
        while recent and recent[0] <= moment - 1.0:
            recent.popleft()
        if len(recent) >= PER_SECOND[account.plan][label]:
            raise per_second_limit(account, label)
        recent.append(moment)

    def used_today(self, account: Account, now: datetime) -> dict[Label, int]:
        """Return how many requests of each label were admitted today, in UTC."""
        labels: tuple[Label, ...] = ("Light", "Medium", "Heavy")
        return {label: self._used[account.account_id, label, now.date()] for label in labels}

    def set_used_today(self, account: Account, label: Label, used: int, now: datetime) -> None:
        """Pretend that this number of requests was made today."""
        self._used[account.account_id, label, now.date()] = used

    def headers(self, account: Account, label: Label, now: datetime) -> dict[str, str]:
        """Return the headers of an answer that is no refusal, as the account's switch says.

        Guess: an answer that counts towards a limit of the day tells that one.
        """
        if account.rate_headers == "none":
            return {}
        if account.rate_headers == "category":
            return {"X-RateLimit-Category": label}
        per_day = limit_of_day(account, label)
        if per_day is None:
            limit = PER_SECOND[account.plan][label]
            used = len(self._recent[account.account_id, label])
            return _headers(label, "QPS", limit, max(0, limit - used))
        left = per_day - self._used[account.account_id, label, now.date()]
        return _headers(label, "Daily-limit", per_day, max(0, left))


def limit_of_day(account: Account, label: Label) -> int | None:
    """Return how many requests of a label the account has a day; None: any number."""
    return account.per_day.get(label, PER_DAY[account.plan].get(label))


def per_second_limit(account: Account, label: Label) -> ZoomError:
    """Return the refusal of a request beyond the limit of a second."""
    # The code is 429 in answers people have shown; the spec's example has 4001.
    headers = _headers(label, "QPS", PER_SECOND[account.plan][label])
    return ZoomError(429, 429, _SECOND_TEXT, headers=headers)


def daily_limit(account: Account, label: Label, now: datetime) -> ZoomError:
    """Return the refusal of a request beyond the limit of a day."""
    headers = _headers(label, "Daily-limit", limit_of_day(account, label) or 0)
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
    headers["Retry-After"] = midnight.strftime("%Y-%m-%dT%H:%M:%SZ")
    return ZoomError(429, 429, _DAY_TEXT, headers=headers)


def _headers(label: Label, kind: str, limit: int, remaining: int = 0) -> dict[str, str]:
    return {
        "X-RateLimit-Category": label,
        "X-RateLimit-Type": kind,
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
    }
