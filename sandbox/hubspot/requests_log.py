"""Remembers the requests that the sandbox received, for tests and measurements to read."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One request that was answered: seconds since the start, template, status, rows sent."""

    at: float
    method: str
    template: str
    target: str
    status: int
    inputs: int


class RequestLog:
    """The requests that were answered since the start, or since the log was last cleared.

    Requests to the sandbox's own controls, below /_sandbox/, are not among them.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._since = time.monotonic()

    def seconds(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._since

    def templates(self) -> list[str]:
        """Return method and path template of the requests, in their order."""
        return [entry.template for entry in self.entries]

    def clear(self) -> None:
        """Forget all requests so far."""
        self.entries.clear()
