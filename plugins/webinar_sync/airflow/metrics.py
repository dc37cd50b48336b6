"""Sends metrics where Airflow sends its own: to StatsD or OpenTelemetry, as `[metrics]` says.

With neither there is no meter, and nothing is read or imported for one.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from webinar_sync.errors import safe_text

if TYPE_CHECKING:
    from webinar_sync.runs.metrics import Meter, Metric
    from webinar_sync.warehouse.engine import Warehouse

PREFIX = "webinar_sync"
_SWITCHES = ("statsd_on", "statsd_datadog_enabled", "otel_on")

log = logging.getLogger(__name__)


class AirflowMeter:
    """Hands metrics to Airflow, whose own prefix goes before ours."""

    def count(self, metric: Metric, amount: int, **tags: str) -> None:
        """Add to a counter."""
        from airflow.sdk.observability import stats

        stats.incr(f"{PREFIX}.{metric.name}", int(amount), tags=_safe(tags))

    def set(self, metric: Metric, value: float, **tags: str) -> None:
        """Say what a gauge stands at."""
        from airflow.sdk.observability import stats

        stats.gauge(f"{PREFIX}.{metric.name}", float(value), tags=_safe(tags))


def airflow_meter() -> Meter | None:
    """Return what metrics go to; None: Airflow's metrics are off."""
    from airflow.sdk.configuration import conf

    is_on = any(conf.getboolean("metrics", name, fallback=False) for name in _SWITCHES)
    return AirflowMeter() if is_on else None


def send_gauges(warehouse: Warehouse, meter: Meter | None) -> None:
    """Send what every gauge stands at. Whatever goes wrong is logged: a run is worth more."""
    if meter is None:
        return
    from webinar_sync.monitoring.gauges import measure

    try:
        measure(warehouse, meter)
    except Exception as error:
        log.warning("metrics could not be read: %s", safe_text(error))


def _safe(tags: dict[str, str]) -> dict[str, str]:
    """Return tags whose values StatsD can carry in a name: no blanks, commas or other letters."""
    from airflow.sdk.observability import stats

    return {
        name: stats.normalize_name_for_stats(value, log_warning=False)
        for name, value in tags.items()
    }
