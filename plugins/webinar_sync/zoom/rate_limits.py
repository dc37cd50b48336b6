"""What Zoom's rate-limit headers say, and how many requests of the day are left.

The headers may be missing: Zoom's present guide documents none, and its former guide these four:
`X-RateLimit-Category` (the label), `-Type` (QPS or Daily-limit), `-Limit` and `-Remaining`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

from webinar_sync.zoom.endpoints import Label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True)
class RateLimit:
    """What one answer says of one label's limit; `left`: None where it does not say."""

    label: Label
    period: Literal["second", "day"]
    limit: int
    left: int | None


@dataclass(frozen=True)
class _Left:
    requests: int
    read_at: datetime
    sent_before: int


class RequestsLeft:
    """How many requests of the day are left, by label. Safe to share by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[Label, _Left] = {}

    def keep(self, label: Label, requests: int, read_at: datetime, *, sent: int) -> None:
        """Keep what Zoom said at a moment; of two on one day, the one that leaves fewer.

        :param sent: how many requests of the label the client had sent by then
        """
        with self._lock:
            known = self._left.get(label)
            is_same_day = known is not None and known.read_at.date() == read_at.date()
            if known and is_same_day:
                requests = min(requests, known.requests - (sent - known.sent_before))
            self._left[label] = _Left(max(0, requests), read_at, sent)

    def count(self, label: Label, now: datetime, *, sent: int) -> int | None:
        """Return how many are left; None if Zoom did not say so on this UTC day."""
        with self._lock:
            known = self._left.get(label)
        if known is None or known.read_at.date() != now.date():
            return None
        return max(0, known.requests - (sent - known.sent_before))


def read_rate_limit(headers: Mapping[str, str], label: Label) -> RateLimit | None:
    """Read the headers of an answer; None if they tell no limit.

    :param headers: by names in any case
    :param label: of the request; the answer may name another one
    """
    kind = headers.get("X-RateLimit-Type", "").lower()
    limit = _whole(headers.get("X-RateLimit-Limit"))
    if limit is None or not ("qps" in kind or "daily" in kind):
        return None
    category = headers.get("X-RateLimit-Category", "").lower() or label
    if category not in get_args(Label):
        return None
    return RateLimit(
        cast("Label", category),
        "day" if "daily" in kind else "second",
        limit,
        _whole(headers.get("X-RateLimit-Remaining")),
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None
