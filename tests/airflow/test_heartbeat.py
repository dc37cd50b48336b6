"""The health check of containers tells whether the Airflow process of this host is alive."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from airflow.jobs.job import Job
from sqlalchemy import create_engine, insert

from local.processes import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.postgres import Cluster

Check = subprocess.CompletedProcess[str]


@pytest.fixture
def check(cluster: Cluster) -> Callable[..., Check]:
    """Return a function that makes one heartbeat the only one, and runs the health check."""
    cluster.create_database("airflow_heartbeat", afresh=True)
    url = cluster.url("airflow_heartbeat")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    Job.metadata.create_all(engine, tables=[Job.metadata.tables["job"]])

    def run(
        heard_seconds_ago: float, *, scheme: str = "postgresql+psycopg2", **columns: str
    ) -> Check:
        heartbeat = {
            "job_type": "TriggererJob",
            "state": "running",
            "hostname": socket.gethostname(),
            **columns,
            "latest_heartbeat": datetime.now(UTC) - timedelta(seconds=heard_seconds_ago),
        }
        with engine.begin() as connection:
            connection.execute(insert(Job.metadata.tables["job"]), heartbeat)
        engine.dispose()
        return subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "webinar_sync.airflow.heartbeat",
             "TriggererJob"],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY / "plugins"),
                 "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": url.replace("postgresql", scheme, 1)},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return run


def test_a_process_that_was_heard_of_is_alive_and_nothing_of_airflow_is_loaded_to_say_so(
    check: Callable[..., Check],
) -> None:
    result = check(20)

    assert result.returncode == 0
    imported = {line.rsplit("|", 1)[-1].strip() for line in result.stderr.splitlines()}
    assert not {name for name in imported if name.split(".")[0] in ("airflow", "sqlalchemy")}


@pytest.mark.parametrize(
    ("seconds", "columns"),
    [
        (70, {}),
        (20, {"hostname": "another"}),
        (20, {"job_type": "SchedulerJob"}),
        (20, {"state": "failed"}),
    ],
)
def test_a_process_that_was_not_heard_of_is_not(
    check: Callable[..., Check], seconds: float, columns: dict[str, str]
) -> None:
    result = check(seconds, **columns)

    assert result.returncode == 1
    assert "was heard of" in result.stderr


def test_another_database_than_postgresql_is_said(check: Callable[..., Check]) -> None:
    result = check(20, scheme="sqlite")

    assert result.returncode == 1
    assert "names no PostgreSQL database" in result.stderr
