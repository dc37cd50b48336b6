"""What tasks measure, as it arrives by OpenTelemetry from a real run, and by StatsD."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local.airflow import environment
from tests.airflow.accounts import AWKWARD
from tests.airflow.station import NIGHTLY
from tests.builders.meter import series

if TYPE_CHECKING:
    from tests.airflow.station import Loaded, Station

WRITTEN = (
    "marketing_events", "registrations", "participations", "attendance_connections",
    "timeline_events", "contacts",
)  # fmt: skip
AS_A_TASK = """
from airflow.sdk._shared.observability.metrics import stats
from airflow.sdk.configuration import conf
from airflow.sdk.observability.metrics import stats_utils

stats.initialize(
    factory=stats_utils.get_stats_factory(),
    export_legacy_names=conf.getboolean("metrics", "legacy_names_on"),
)
from webinar_sync.airflow.metrics import airflow_meter
from webinar_sync.runs import metrics

meter = airflow_meter()
print(meter is not None)
if meter:
    meter.count(metrics.REQUESTS, 7, api="zoom", account="Brand, ö=1", label="heavy")
    meter.set(metrics.LAG, 90.5, account="acc-1")
    meter.set(metrics.OLDEST_OPEN_ERROR, 0)
"""
"""What the process of a task does before our code runs, and then some of that."""


def test_what_a_first_run_lands_and_writes_is_counted(
    station: Station, first_run: dict[str, Any], undisturbed: Loaded
) -> None:
    """Into an empty warehouse: what is counted is what there is, in one that nobody measured."""
    measured = station.first_metrics
    landed = {
        kind: station.query(f"select count(*)::int from zoom.{table}", "station_undisturbed")[0][0]
        for kind, table in (("sessions", "sessions"), ("connections", "connections"))
    }
    rejected = station.query("select count(*) from sync.rejected_rows", "station_undisturbed")

    assert first_run["state"] == "success"
    account = {"account": AWKWARD.account_id}
    assert {kind: measured.total("rows_landed", kind=kind, **account) for kind in landed} == landed
    assert [(measured.total("rows_rejected", **account),)] == rejected
    assert {table: measured.total("rows_written", table=table) for table in WRITTEN} == {
        table: len(undisturbed.marts[table]) for table in WRITTEN
    }


def test_requests_are_counted_as_the_warehouse_has_them(
    station: Station, first_run: dict[str, Any]
) -> None:
    run_id = f"{NIGHTLY} {first_run['dag_run_id']}"
    sent = {
        label: (int(requests), int(refused))
        for label, requests, refused in station.query(
            "select label, sum(requests), sum(refused) from sync.api_requests"
            f" where run_id = '{run_id}' group by label"
        )
    }

    tags = {"api": "zoom", "account": AWKWARD.account_id}
    assert sent
    assert {
        label: (
            station.first_metrics.total("requests", label=label, **tags),
            station.first_metrics.total("requests_refused", label=label, **tags),
        )
        for label in sent
    } == sent


def test_gauges_are_set_as_a_run_ends(station: Station, first_run: dict[str, Any]) -> None:
    gauges = station.first_metrics.gauges
    ((succeeded_at,),) = station.query(
        "select extract(epoch from ended_at)::float from sync.runs"
        f" where run_id = '{NIGHTLY} {first_run['dag_run_id']}'"
    )
    ((watermark,),) = station.query(
        "select extract(epoch from watermark)::float from sync.watermarks"
        f" where account_id = '{AWKWARD.account_id}'"
    )

    account = {"account": AWKWARD.account_id}
    assert gauges[series("last_success_timestamp_seconds", dag_id=NIGHTLY)] == pytest.approx(
        succeeded_at, abs=0.01
    )
    assert gauges[series("last_run_failed", dag_id=NIGHTLY)] == 0
    assert gauges[series("watermark_timestamp_seconds", **account)] == pytest.approx(watermark)
    assert gauges[series("lag_seconds", **account)] == 0
    assert gauges[series("measured_timestamp_seconds")] >= succeeded_at


def test_only_what_is_allowed_is_sent(station: Station, first_run: dict[str, Any]) -> None:
    assert station.otlp.metrics.others == set()


@pytest.mark.parametrize("is_on", [True, False])
def test_metrics_go_to_statsd_with_their_tags_or_nowhere(is_on: bool) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(10 if is_on else 0)
        with tempfile.TemporaryDirectory(prefix="ws-") as folder:
            done = subprocess.run(
                [sys.executable, "-c", AS_A_TASK],
                env={
                    **os.environ,
                    **environment(Path(folder), f"sqlite:///{folder}/none.db", 1),
                    "AIRFLOW__METRICS__STATSD_ON": str(is_on),
                    "AIRFLOW__METRICS__STATSD_HOST": "127.0.0.1",
                    "AIRFLOW__METRICS__STATSD_PORT": str(receiver.getsockname()[1]),
                    "AIRFLOW__METRICS__STATSD_INFLUXDB_ENABLED": "True",
                    "AIRFLOW__METRICS__METRICS_ALLOW_LIST": "webinar_sync",
                },
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == str(is_on)
        if not is_on:
            with pytest.raises(BlockingIOError):
                receiver.recv(1000)
            return
        packets = {receiver.recv(1000).decode() for _ in range(3)}

    assert packets == {
        "airflow.webinar_sync.requests,api=zoom,account=Brand____1,label=heavy:7|c",
        "airflow.webinar_sync.lag_seconds,account=acc-1:90.5|g",
        "airflow.webinar_sync.oldest_open_error_seconds:0.0|g",
    }
