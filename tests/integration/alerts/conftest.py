"""A receiver of alerts, and Airflow's connections to it and to the warehouse."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.engine import make_url

from tests.builders.receiver import AlertReceiver
from tests.integration.alerts.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.postgres import Cluster
    from webinar_sync.warehouse.engine import Warehouse


@pytest.fixture
def receiver() -> Iterator[AlertReceiver]:
    """Serve a receiver of alerts."""
    receiver = AlertReceiver()
    yield receiver
    receiver.close()


@pytest.fixture
def watch(
    warehouse: Warehouse,
    receiver: AlertReceiver,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Watch:
    """Return what runs the task, with connections to the warehouse and to the receiver."""
    url = make_url(cluster.url("test_warehouse"))
    connections = {
        "ALERTS_DEFAULT": receiver.connection,
        "WAREHOUSE": {
            "conn_type": "postgres",
            "login": url.username,
            "schema": url.database,
            "extra": {"host": url.query["host"]},
        },
    }
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    for name, connection in connections.items():
        monkeypatch.setenv(f"AIRFLOW_CONN_{name}", json.dumps(connection))
    watch = Watch(warehouse)
    monkeypatch.setattr("webinar_sync.tasks.send_alerts.state_of_run", watch.state_of_run)
    variables: dict[str, str] = {}
    kept = SimpleNamespace(
        get=lambda key, default: variables.get(key, default), set=variables.__setitem__
    )
    for module in ("lookups", "notifier"):
        monkeypatch.setattr(f"webinar_sync.airflow.{module}.Variable", kept)
    return watch
