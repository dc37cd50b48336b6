"""Spaces requests evenly below HubSpot's limit of the rolling 10 seconds.

The limit is the app's, whatever process sends: all take their turns in one row of the warehouse.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

USED_SHARE = 0.98
"""The rest makes up for requests that arrive unevenly."""
MOST_TURNS = 3
"""That one request takes: a machine that is late for all of them is slow enough."""
LOWEST_LIMIT = 100
"""Requests in 10 seconds that every HubSpot account allows: of Free and Starter."""


class Pace(Protocol):
    """What the client needs of a pacer."""

    def wait(self) -> None:
        """Return when a request may be sent."""

    def hold(self, seconds: float) -> None:
        """Let nobody send for so long: HubSpot requires it."""

    def learn(self, requests_per_10s: int) -> None:
        """Use the limit that HubSpot's responses name."""


class Pacer:
    """Waits before each request until it is its turn. Safe to share by threads and processes.

    :param requests_per_10s: the limit; None: the lowest there is, until a response names one
    :param sleep: replaced by tests
    """

    def __init__(
        self,
        warehouse: Warehouse,
        requests_per_10s: int | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._warehouse = warehouse
        self._sleep = sleep
        self._is_configured = requests_per_10s is not None
        self._limit = requests_per_10s or LOWEST_LIMIT

    @property
    def spacing_seconds(self) -> float:
        """The time between two requests."""
        return 10 / (self._limit * USED_SHARE)

    def wait(self) -> None:
        """Return when a request may be sent.

        Whoever wakes up after the turn behind their own takes a new one: of requests that a busy
        machine held up, and then sent together, HubSpot would refuse the last.
        """
        for _ in range(MOST_TURNS):
            turn = self._warehouse.rows("hubspot/take_turn", spacing=self.spacing_seconds)[0]
            seconds = max(0.0, float(turn["seconds"]))
            due = time.monotonic() + seconds
            self._sleep(seconds)
            if time.monotonic() - due < self.spacing_seconds:
                return

    def hold(self, seconds: float) -> None:
        """Let nobody send for so long."""
        self._warehouse.execute("hubspot/hold_turns", seconds=seconds)

    def learn(self, requests_per_10s: int) -> None:
        """Use the limit that HubSpot names, unless the connection says another."""
        if not self._is_configured and requests_per_10s > 0:
            self._limit = requests_per_10s


class NoPacer:
    """For a single request, which needs no pace."""

    def wait(self) -> None:
        """Return at once."""

    def hold(self, seconds: float) -> None:
        """Hold nobody."""

    def learn(self, requests_per_10s: int) -> None:
        """Ignore the limit."""
