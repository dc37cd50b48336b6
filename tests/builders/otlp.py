"""A receiver of OpenTelemetry's metrics on loopback: what processes send as they end."""

from __future__ import annotations

import gzip
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.metrics.v1.metrics_pb2 import AGGREGATION_TEMPORALITY_DELTA

if TYPE_CHECKING:
    from tests.builders.meter import Series

PREFIX = "airflow.webinar_sync."


@dataclass
class Metrics:
    """Counters, added up over all processes, and the latest value of each gauge."""

    counters: Counter[Series] = field(default_factory=Counter)
    gauges: dict[Series, float] = field(default_factory=dict)
    set_at: dict[Series, int] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    """Names of metrics that are not ours."""

    def total(self, name: str, **tags: str) -> int:
        """Return the sum of a counter's series that have these tags."""
        return sum(
            value
            for (own, series), value in self.counters.items()
            if own == name and set(tags.items()) <= series
        )

    def names(self) -> set[str]:
        """Return the names of all metrics of ours."""
        return {name for name, _ in (*self.counters, *self.gauges)}

    def copy(self) -> Metrics:
        """Return what there is by now."""
        return Metrics(
            Counter(self.counters), dict(self.gauges), dict(self.set_at), set(self.others)
        )


class OtlpReceiver:
    """Takes what OTLP over HTTP sends to `/v1/metrics`; it refuses counters that are no deltas."""

    def __init__(self) -> None:
        self._metrics = Metrics()
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                receiver.take(ExportMetricsServiceRequest.FromString(body))
                answer = ExportMetricsServiceResponse().SerializeToString()
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Write nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def variables(self) -> dict[str, str]:
        """What lets Airflow send our metrics here, as docs/monitoring.md says."""
        return {
            "AIRFLOW__METRICS__OTEL_ON": "True",
            "AIRFLOW__METRICS__METRICS_ALLOW_LIST": "webinar_sync",
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": (
                f"http://127.0.0.1:{self._server.server_port}/v1/metrics"
            ),
            "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE": "delta",
            # Only as a process ends.
            "OTEL_METRIC_EXPORT_INTERVAL": "600000",
        }

    @property
    def metrics(self) -> Metrics:
        """What has arrived by now."""
        with self._lock:
            return self._metrics.copy()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def take(self, request: ExportMetricsServiceRequest) -> None:
        """Keep what one process sent."""
        with self._lock:
            for resource in request.resource_metrics:
                for scope in resource.scope_metrics:
                    for metric in scope.metrics:
                        self._take_metric(metric)

    def _take_metric(self, metric: object) -> None:
        name = metric.name  # type: ignore[attr-defined]
        if not name.startswith(PREFIX):
            self._metrics.others.add(name)
            return
        kind = metric.WhichOneof("data")  # type: ignore[attr-defined]
        data = getattr(metric, kind)
        if kind == "sum":
            assert data.aggregation_temporality == AGGREGATION_TEMPORALITY_DELTA
        for point in data.data_points:
            tags = frozenset((tag.key, tag.value.string_value) for tag in point.attributes)
            series = (name.removeprefix(PREFIX), tags)
            value = getattr(point, point.WhichOneof("value"))
            if kind == "sum":
                self._metrics.counters[series] += value
            elif point.time_unix_nano >= self._metrics.set_at.get(series, 0):
                self._metrics.gauges[series] = value
                self._metrics.set_at[series] = point.time_unix_nano
