"""A meter that keeps what it is given, as `webinar_sync.runs.metrics.Meter` says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webinar_sync.runs.metrics import Metric

Series = tuple[str, frozenset[tuple[str, str]]]
"""A metric's name, and its tags."""


def series(name: str, **tags: str) -> Series:
    """Return a metric's name with tags."""
    return name, frozenset(tags.items())


class KeepingMeter:
    """Adds up counters, and keeps the last value of each gauge."""

    def __init__(self) -> None:
        self.counters: Counter[Series] = Counter()
        self.gauges: dict[Series, float] = {}

    def count(self, metric: Metric, amount: int, **tags: str) -> None:
        """Add to a counter."""
        assert metric.kind == "counter"
        assert set(tags) <= set(metric.tags)
        self.counters[series(metric.name, **tags)] += amount

    def set(self, metric: Metric, value: float, **tags: str) -> None:
        """Keep what a gauge stands at."""
        assert metric.kind == "gauge"
        assert set(tags) == set(metric.tags)
        self.gauges[series(metric.name, **tags)] = value
