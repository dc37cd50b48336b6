"""Remembers the requests that the sandbox received, for tests and measurements to read."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One request and its answer's status; `at` is in seconds of real time."""

    at: float
    method: str
    template: str
    path: str
    label: str | None
    account_id: str | None
    status: int


class RequestLog:
    """The requests since the start, or since the log was last cleared.

    Requests to the sandbox's own controls, below /_sandbox/, are not among them.
    """

    def __init__(self) -> None:
        self._zero = time.monotonic()
        self.entries: list[Entry] = []

    def seconds(self) -> float:
        """Return the real time since the start."""
        return time.monotonic() - self._zero

    def clear(self) -> None:
        """Forget all requests so far."""
        self.entries.clear()

    def templates(self) -> list[str]:
        """Return the path templates of the requests, in their order."""
        return [entry.template for entry in self.entries]

    def summary(self, *, with_requests: bool = True) -> dict[str, Any]:
        """Return counts, and the requests themselves."""
        entries = self.entries
        body: dict[str, Any] = {
            "total": len(entries),
            "status_429": sum(e.status == 429 for e in entries),
            "by_label": dict(Counter(e.label for e in entries if e.label)),
            "by_template": dict(Counter(f"{e.method} {e.template}" for e in entries)),
            "by_status": dict(Counter(str(e.status) for e in entries)),
        }
        if with_requests:
            body["requests"] = [asdict(entry) for entry in entries]
        return body
