"""What Zoom's rate-limit headers say, and remembering it from run to run.

The headers may be missing: Zoom's present guide documents none, and its former guide these four:
`X-RateLimit-Category` (the label), `-Type` (QPS or Daily-limit), `-Limit` and `-Remaining`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, cast, get_args

from webinar_sync.zoom.endpoints import Label
from webinar_sync.zoom.issues import PLAN_TOO_HIGH_CODE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.zoom.account_warehouse import AccountWarehouse
    from webinar_sync.zoom.client import ZoomClient

REMEMBERED = timedelta(hours=24)
"""A lower limit of a second is believed so long; then the account may have another plan."""


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


def recall_limits(client: ZoomClient, warehouse: AccountWarehouse) -> None:
    """Let a client begin with what earlier runs learnt of the account's limits."""
    now = client.now()
    for row in warehouse.rows("zoom/select_rate_limits"):
        label: Label = row["label"]
        if row["per_second"] and row["per_second_read_at"] > now - REMEMBERED:
            client.pacer.lower(label, row["per_second"])
        if row["left_today"] is not None:
            client.left.keep(label, row["left_today"], row["left_read_at"], sent=0)


def remember_limits(client: ZoomClient, warehouse: AccountWarehouse) -> None:
    """Keep what a client learnt of the account's limits, and say if its plan is too high."""
    if not client.sent:
        return
    now = client.now()
    for label in get_args(Label):
        per_second = client.learnt_limits.get(label)
        left = client.left_today(label)
        if per_second is not None or left is not None:
            warehouse.execute(
                "zoom/upsert_rate_limit",
                label=label,
                per_second=per_second,
                left_today=left,
                answered_at=now,
            )
    config = client.config
    lowered = client.pacer.lowered
    if not lowered:
        warehouse.run.close_issues("account", config.account_id, [PLAN_TOO_HIGH_CODE])
        return
    limits = ", ".join(f"{limit} {label}" for label, limit in lowered.items())
    warehouse.run.open_issue(
        "account",
        config.account_id,
        PLAN_TOO_HIGH_CODE,
        message=f"The connection {config.conn_id} says that the account {config.label} has the "
        f"plan {config.plan}, and Zoom allows fewer requests a second: {limits}. The sync keeps "
        "to these.",
    )
