"""One running Airflow for all tests of this folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local.airflow import Airflow
from local.processes import kill_family
from sandbox.clock import SandboxClock
from sandbox.hubspot import awkward as hubspot_awkward
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app
from tests.airflow.accounts import AWKWARD, LAST_RUN, SECOND
from tests.airflow.command import TIMEOUT_SECONDS, Command
from tests.airflow.station import (
    ALWAYS_FILLED,
    CONVERSION_TRAP,
    HOURLY,
    LINEAGE,
    NIGHTLY,
    Loaded,
    Station,
)
from tests.airflow.wiring import variables_of_airflow, warehouse_connection, zoom_connection
from tests.builders import World, prepare_awkward
from tests.builders.otlp import OtlpReceiver
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what registers people come late, then what looks at all that other tests left behind.

    The first changes the sandbox's Zoom.
    """
    late = (
        "test_registration", "test_daemons", "test_erasure", "test_walks", "test_nobody_leaks",
    )  # fmt: skip
    items.sort(key=lambda item: [name in item.nodeid for name in reversed(late)])


@pytest.fixture(scope="package")
def station(cluster: Cluster, template: str) -> Iterator[Station]:
    """Start the sandbox and Airflow, with the Dags that sync switched on; stop them at the end."""
    folder = Path(tempfile.mkdtemp(prefix="wa-"))
    sandbox = create_zoom_app(
        [AWKWARD, SECOND], SandboxClock(LAST_RUN, ticking=False), enforce_limits=False
    )
    hubspot = create_hubspot_app(
        hubspot_awkward.PORTAL, sandbox.clock, enforce_limits=False, delay_seconds=0
    )
    cluster.create_database("airflow_template", afresh=True)
    variables = variables_of_airflow(folder / "template", cluster, "airflow_template")
    subprocess.run(
        ["airflow", "db", "migrate"],
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=TIMEOUT_SECONDS,
    )
    cluster.create_database("station_airflow", afresh=True, template="airflow_template")
    cluster.create_database("station_warehouse", afresh=True, template=template)
    otlp = OtlpReceiver()
    with run_in_thread(sandbox) as server, run_in_thread(hubspot) as hubspot_server:
        variables = {
            **variables_of_airflow(folder / "airflow", cluster, "station_airflow"),
            **otlp.variables,
            "AIRFLOW_CONN_ZOOM_DEFAULT": json.dumps(zoom_connection(AWKWARD, server.url)),
        }
        station = Station(
            folder, cluster, template, sandbox, server.url, hubspot, hubspot_server.url, variables,
            Airflow(folder / "airflow", variables), otlp, tokens=[hubspot_awkward.TOKEN],
        )  # fmt: skip
        with Warehouse(cluster.url("station_warehouse")) as warehouse:
            prepare_awkward(warehouse)
        station.airflow.start()
        try:
            station.connect("warehouse", warehouse_connection(cluster, "station_warehouse"))
            for dag_id in (NIGHTLY, HOURLY):
                station.airflow.wait_for_dag(dag_id)
                station.airflow.call("PATCH", f"/dags/{dag_id}", is_paused=False)
            yield station
        finally:
            for command in station.commands:
                command.stop()
            kill_family(station.airflow.pid)  # which would take ten seconds to end by itself
            station.airflow.stop()
            otlp.close()
    if not os.environ.get("KEEP_AIRFLOW_TEST_FOLDER"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def commands(station: Station) -> dict[str, Command]:
    """Start `airflow dags test` three times, each into a warehouse of its own.

    They take half a minute, beside whatever other tests wait for. The load of `trapped` breaks: its
    log goes to a terminal, not to a file. `window` has OpenLineage on.
    """
    arguments = {
        "dated": ["2026-11-18"],
        "window": ["-c", '{"from": "2026-11-09", "to": "2026-11-14"}'],
        "trapped": ["-c", '{"from": "2026-11-10", "to": "2026-11-11"}'],
    }
    databases = {name: station.new_warehouse(f"station_{name}") for name in arguments}
    station.execute(CONVERSION_TRAP, databases["trapped"])
    return {
        name: station.start_dags_test(
            databases[name],
            *words,
            lineage=station.folder / LINEAGE if name == "window" else None,
        )
        for name, words in arguments.items()
    }


@pytest.fixture(scope="package")
def first_run(station: Station, commands: dict[str, Command]) -> dict[str, Any]:
    """Run the nightly Dag once into the empty warehouse, and return the run.

    Commands are started before, so that they are done when a test asks for them. An error of long
    ago is there, which the night forgets.
    """
    station.execute(
        "insert into sync.errors (object_kind, object_key, code, severity, message, remedy,"
        " cleared_at, run_id) values ('webinar', 'of long ago', 'refused', 'error', 'It was so.',"
        " 'Nothing.', now() - interval '401 days', 'long ago')"
    )
    run = station.run(NIGHTLY)
    station.first_metrics = station.otlp.metrics
    return run


@pytest.fixture(scope="package")
def undisturbed(station: Station) -> Loaded:
    """Sync the awkward account without Airflow, and return what an undisturbed sync loads."""
    database = station.new_warehouse("station_undisturbed")
    with Warehouse(station.cluster.url(database)) as warehouse:
        world = World(warehouse, [AWKWARD], now=LAST_RUN)
        world.sync()
        station.tokens += world.app.issued_tokens()
        world.close()
    loaded = Loaded(station.rows("marts", database), station.table("sync.outcomes", database))
    assert {table for table, rows in loaded.marts.items() if rows} >= ALWAYS_FILLED
    return loaded
