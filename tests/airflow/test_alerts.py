"""Alerts as a real run: Airflow knows of a failed run what the warehouse does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.airflow.station import HOURLY
from tests.builders.meter import series
from tests.builders.receiver import PATH, AlertReceiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.airflow.station import Station

ALERTS = "send_alerts"


@pytest.fixture(scope="module")
def receiver(station: Station, first_run: dict[str, Any]) -> Iterator[AlertReceiver]:
    """Let a run fail whose end the warehouse does not know, and connect a receiver of alerts."""
    failed = station.trigger(HOURLY, account="nobody")
    station.wait_for_task(HOURLY, failed, "report_run")
    station.end(HOURLY, failed)
    station.airflow.wait_for_run(HOURLY, failed)
    station.execute(
        "update sync.runs set state = 'running', ended_at = null, message = null "
        f"where run_id = '{HOURLY} {failed}'"
    )
    station.tokens.append(PATH)
    receiver = AlertReceiver()
    station.connect("alerts_default", receiver.connection)
    station.airflow.wait_for_dag(ALERTS)
    station.airflow.call("PATCH", f"/dags/{ALERTS}", is_paused=False)
    yield receiver
    station.airflow.call("DELETE", "/connections/alerts_default")
    receiver.close()


def test_a_run_that_died_without_a_word_is_heard_of_once(
    station: Station, receiver: AlertReceiver
) -> None:
    runs = [station.run(ALERTS)["state"] for _ in range(2)]

    assert runs == ["success", "success"]
    assert receiver.titles.count(f"{HOURLY} failed") == 1
    assert len(set(receiver.titles)) == len(receiver.titles)
    (alert,) = (a for a in receiver.alerts if a["title"].endswith(f"{HOURLY} failed"))
    assert "was stopped before its end" in alert["message"]


def test_without_the_connection_nobody_is_told(station: Station, receiver: AlertReceiver) -> None:
    station.airflow.call("DELETE", "/connections/alerts_default")
    before = station.otlp.metrics.gauges[series("measured_timestamp_seconds")]
    try:
        run_id = station.trigger(ALERTS)
        station.airflow.wait_for_run(ALERTS, run_id)
        task = station.task_instances(ALERTS, run_id)[ALERTS]
    finally:
        station.connect("alerts_default", receiver.connection)

    assert task["state"] == "skipped"
    # What is the case is measured nevertheless.
    assert station.otlp.metrics.gauges[series("measured_timestamp_seconds")] > before
