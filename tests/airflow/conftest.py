"""One running Airflow for all tests of this folder, and what they need to look into it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from local.airflow import Airflow, environment, free_port
from sandbox.clock import SandboxClock
from sandbox.hubspot import awkward as hubspot_awkward
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app
from tests.airflow.accounts import AWKWARD, DATABASE_PASSWORD, NOW, SECOND
from tests.integration.sync.awkward import prepare
from tests.worlds import World
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster
    from sandbox.hubspot.server import HubspotSandbox
    from sandbox.zoom.model import Account
    from sandbox.zoom.server import ZoomSandbox

NIGHTLY, HOURLY = "sync_webinars_nightly", "sync_webinars_hourly"
COMMAND_TIMEOUT_SECONDS = 180
MARTS = (
    "marts.contacts, marts.marketing_events, marts.registrations, marts.participations,"
    " marts.attendance_connections, marts.timeline_events, sync.outcomes"
)
# Makes the next load compute and write everything again.
FORGET = f"truncate {MARTS}; update zoom.readings set loaded_digest = null;"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what registers people come late, and the search for leaks last.

    The first changes the sandbox's Zoom; the second looks at what all other tests left behind.
    """
    late = ("test_registration", "test_nobody_leaks")
    items.sort(key=lambda item: [name in item.nodeid for name in reversed(late)])


@dataclass
class Station:
    """Everything that runs: the sandbox, the databases, Airflow and its commands."""

    folder: Path
    cluster: Cluster
    template: str
    sandbox: ZoomSandbox
    sandbox_url: str
    hubspot: HubspotSandbox
    hubspot_url: str
    variables: dict[str, str]
    airflow: Airflow
    warehouses: list[str] = field(default_factory=lambda: ["station_warehouse"])
    metadata: list[str] = field(default_factory=lambda: ["station_airflow"])
    commands: list[Command] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def zoom_connection(self, account: Account, *, url: str = "", **changes: Any) -> dict[str, Any]:
        """Return an Airflow connection to an account of the sandbox, or of the one at `url`."""
        url = url or self.sandbox_url
        return {
            "conn_type": "zoom",
            "host": url,
            "login": account.client_id,
            "password": account.client_secret,
            "extra": {
                "account_id": account.account_id,
                "token_url": f"{url}/oauth/token",
                "plan": "business",
                "rate_share": 1,
                "primary": account is AWKWARD,
            },
            **changes,
        }

    def query(self, text: str, database: str = "station_warehouse") -> list[tuple[Any, ...]]:
        """Return the rows of a query on a warehouse, or on Airflow's own database."""
        with psycopg.connect(self.cluster.url(database)) as connection:
            return connection.execute(text.encode()).fetchall()

    def execute(self, text: str, database: str = "station_warehouse") -> None:
        """Run statements on a database."""
        with psycopg.connect(self.cluster.url(database), autocommit=True) as connection:
            connection.execute(text.encode())

    def rows(self, schema: str, database: str = "station_warehouse") -> dict[str, list[str]]:
        """Return the rows of a schema's tables as sorted JSON, less the run that wrote them."""
        tables = [
            row[0]
            for row in self.query(
                "select table_name::text from information_schema.tables where table_type = "
                f"'BASE TABLE' and table_schema = '{schema}' order by 1",
                database,
            )
        ]
        return {table: self.table(f"{schema}.{table}", database) for table in tables}

    def table(self, name: str, database: str = "station_warehouse") -> list[str]:
        """Return one table's rows as sorted JSON, less the run that wrote them."""
        found = self.query(f"select (to_jsonb(t) - 'run_id')::text from {name} as t", database)
        return sorted(row[0] for row in found)

    # Runs

    def trigger(self, dag_id: str, **conf: Any) -> str:
        """Start a run without a date, as of the sandbox's moment; return its id."""
        asked = self.airflow.call(
            "POST",
            f"/dags/{dag_id}/dagRuns",
            logical_date=None,
            run_after=NOW.isoformat(),
            dag_run_id=f"test__{time.monotonic_ns()}",
            conf=conf,
        )
        return str(asked["dag_run_id"])

    def run(self, dag_id: str, **conf: Any) -> dict[str, Any]:
        """Start a run, wait for its end, and return it."""
        return self.airflow.wait_for_run(dag_id, self.trigger(dag_id, **conf), 120)

    def task_instances(self, dag_id: str, run_id: str) -> dict[str, dict[str, Any]]:
        """Return a run's task instances by the task's own name; one account is mapped."""
        found = self.airflow.call("GET", f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances")
        return {one["task_id"].split(".")[-1]: one for one in found["task_instances"]}

    def wait_for_task(
        self, dag_id: str, run_id: str, task: str, *, after: str = "", timeout: float = 120
    ) -> dict[str, Any]:
        """Wait until a task instance has come to rest, and return it.

        :param after: the id of the try that is not meant
        """
        deadline = time.monotonic() + timeout
        resting = (
            "success", "failed", "up_for_retry", "up_for_reschedule", "skipped", "upstream_failed"
        )  # fmt: skip
        while time.monotonic() < deadline:
            one = self.task_instances(dag_id, run_id).get(task)
            if one and one["state"] in resting and one["id"] != after:
                return one
            time.sleep(0.5)
        raise TimeoutError(f"{task} of {run_id} did not come to rest: {one and one['state']}")

    def clear(self, dag_id: str, run_id: str, task: str, *, downstream: bool = False) -> None:
        """Clear a task of the accounts' branches, to have it run again now."""
        self.airflow.call(
            "POST",
            f"/dags/{dag_id}/clearTaskInstances",
            dry_run=False,
            only_failed=False,
            include_downstream=downstream,
            dag_run_id=run_id,
            task_ids=[f"account_branch.{task}"],
        )

    def end(self, dag_id: str, run_id: str) -> None:
        """End a run that still waits for something, so that the next ones have its place."""
        self.airflow.call("PATCH", f"/dags/{dag_id}/dagRuns/{run_id}", state="failed")

    def log_of(self, dag_id: str, run_id: str, task: str) -> str:
        """Return the text of all log files of a task of a run."""
        folder = self.folder / "airflow" / "logs" / f"dag_id={dag_id}" / f"run_id={run_id}"
        return "".join(
            path.read_text()
            for path in sorted(folder.glob("task_id=*/**/*.log"))
            if f"{task}/" in str(path)
        )

    # Connections

    def connect(self, conn_id: str, given: dict[str, Any]) -> None:
        """Connect something, by Airflow's own forms."""
        self.airflow.call("POST", "/connections", connection_id=conn_id, **_as_sent(given))

    def reconnect(self, conn_id: str, given: dict[str, Any]) -> None:
        """Change a connection."""
        self.airflow.call(
            "PATCH", f"/connections/{conn_id}", connection_id=conn_id, **_as_sent(given)
        )

    @contextmanager
    def use_warehouse(self, database: str) -> Iterator[None]:
        """Let runs load another warehouse meanwhile."""
        self.reconnect("warehouse", warehouse_connection(self.cluster, database))
        try:
            yield
        finally:
            self.reconnect("warehouse", warehouse_connection(self.cluster, "station_warehouse"))

    @contextmanager
    def accounts(self, *conn_ids: str) -> Iterator[None]:
        """Let runs sync these accounts meanwhile."""
        self.airflow.call("POST", "/variables", key="zoom_conn_ids", value=json.dumps(conn_ids))
        try:
            yield
        finally:
            self.airflow.call("DELETE", "/variables/zoom_conn_ids")

    # Commands

    def new_warehouse(self, name: str) -> str:
        """Create a warehouse for the awkward account; return its database."""
        self.cluster.create_database(name, afresh=True, template=self.template)
        with Warehouse(self.cluster.url(name)) as warehouse:
            prepare(warehouse)
        self.warehouses.append(name)
        return name

    def start_dags_test(self, warehouse: str, *arguments: str) -> Command:
        """Start `airflow dags test` for somebody who has a warehouse and no running Airflow."""
        name = f"command_{len(self.metadata)}"
        self.cluster.create_database(name, template="airflow_template")
        self.metadata.append(name)
        variables = {
            **os.environ,
            **_variables(self.folder / name, self.cluster, name),
            "AIRFLOW_CONN_ZOOM_DEFAULT": self.variables["AIRFLOW_CONN_ZOOM_DEFAULT"],
            "AIRFLOW_CONN_WAREHOUSE": json.dumps(warehouse_connection(self.cluster, warehouse)),
        }
        output = self.folder / name / "output.log"
        with output.open("wb") as log:
            process = subprocess.Popen(
                ["airflow", "dags", "test", NIGHTLY, *arguments],
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.commands.append(Command(process, output))
        return self.commands[-1]

    def command(self, *arguments: str) -> str:
        """Run an Airflow command beside the running Airflow; return its output."""
        done = subprocess.run(
            ["airflow", *arguments],
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT_SECONDS,
            check=False,
        )
        with (self.folder / "airflow" / "commands.log").open("a") as log:
            log.write(done.stdout + done.stderr)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@dataclass
class Command:
    """A started command, and the file with what it says."""

    process: subprocess.Popen[bytes]
    output: Path

    def wait(self) -> int:
        """Wait for its end and return its exit code."""
        return self.process.wait(COMMAND_TIMEOUT_SECONDS)

    def wait_for(self, words: str) -> str:
        """Wait until it has said something; return all that it has said."""
        deadline = time.monotonic() + COMMAND_TIMEOUT_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if words in (said := self.output.read_text(errors="replace")):
                return said
            time.sleep(0.5)
        return self.output.read_text(errors="replace")

    def stop(self) -> None:
        """End it, if it has not ended."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def tail(self) -> str:
        """Return the end of its output, to show when it failed."""
        return self.output.read_text(errors="replace")[-3000:]


def _as_sent(connection: dict[str, Any]) -> dict[str, Any]:
    """Return a connection as Airflow's API takes it."""
    return {**connection, "extra": json.dumps(connection["extra"])}


def warehouse_connection(cluster: Cluster, database: str) -> dict[str, Any]:
    """Return an Airflow connection to a warehouse; the cluster asks for no password."""
    user, _, rest = cluster.url(database).removeprefix("postgresql://").partition("@/")
    return {
        "conn_type": "postgres",
        "login": user,
        "password": DATABASE_PASSWORD,
        "schema": database,
        "extra": {"host": rest.split("?host=", 1)[1]},
    }


def _variables(folder: Path, cluster: Cluster, database: str) -> dict[str, str]:
    """Return Airflow's environment: every logger at DEBUG, and no run that nobody asked for."""
    return {
        **environment(folder, cluster.url(database, "psycopg2"), free_port()),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "DEBUG",
        "AIRFLOW__LOGGING__FAB_LOGGING_LEVEL": "DEBUG",
        # Unpaused, a Dag would start last night's run beside the tests' own.
        "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.25",
    }


@pytest.fixture(scope="package")
def station(cluster: Cluster, template: str) -> Iterator[Station]:
    """Start the sandbox and Airflow, with the Dags that sync switched on; stop them at the end."""
    folder = Path(tempfile.mkdtemp(prefix="wa-"))
    sandbox = create_zoom_app(
        [AWKWARD, SECOND], SandboxClock(NOW, ticking=False), enforce_limits=False
    )
    hubspot = create_hubspot_app(
        hubspot_awkward.PORTAL, sandbox.clock, enforce_limits=False, delay_seconds=0
    )
    cluster.create_database("airflow_template", afresh=True)
    subprocess.run(
        ["airflow", "db", "migrate"],
        env={**os.environ, **_variables(folder / "template", cluster, "airflow_template")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=COMMAND_TIMEOUT_SECONDS,
    )
    cluster.create_database("station_airflow", afresh=True, template="airflow_template")
    cluster.create_database("station_warehouse", afresh=True, template=template)
    with run_in_thread(sandbox) as server, run_in_thread(hubspot) as hubspot_server:
        variables = _variables(folder / "airflow", cluster, "station_airflow")
        found = Station(
            folder, cluster, template, sandbox, server.url, hubspot, hubspot_server.url, variables,
            Airflow(folder / "airflow", variables), tokens=[hubspot_awkward.TOKEN],
        )  # fmt: skip
        with Warehouse(cluster.url("station_warehouse")) as warehouse:
            prepare(warehouse)
        variables["AIRFLOW_CONN_ZOOM_DEFAULT"] = json.dumps(found.zoom_connection(AWKWARD))
        found.airflow = Airflow(folder / "airflow", variables)
        found.airflow.start()
        try:
            found.connect("warehouse", warehouse_connection(cluster, "station_warehouse"))
            for dag_id in (NIGHTLY, HOURLY):
                found.airflow.wait_for_dag(dag_id)
                found.airflow.call("PATCH", f"/dags/{dag_id}", is_paused=False)
            yield found
        finally:
            for command in found.commands:
                command.stop()
            found.airflow.stop()
    if not os.environ.get("KEEP_AIRFLOW_TEST_FOLDER"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def first_run(station: Station) -> dict[str, Any]:
    """Run the nightly Dag once into the empty warehouse, and return the run."""
    return station.run(NIGHTLY)


@dataclass(frozen=True)
class Loaded:
    """What a sync leaves behind: the rows of all marts, and of the ledger."""

    marts: dict[str, list[str]]
    outcomes: list[str]


@pytest.fixture(scope="package")
def undisturbed(station: Station) -> Loaded:
    """Sync the awkward account without Airflow, and return what an undisturbed sync loads."""
    database = station.new_warehouse("station_undisturbed")
    with Warehouse(station.cluster.url(database)) as warehouse:
        world = World(warehouse, [AWKWARD], now=NOW)
        world.sync()
        station.tokens += world.app.tokens._tokens
        world.close()
    found = Loaded(station.rows("marts", database), station.table("sync.outcomes", database))
    assert all(found.marts.values())
    return found
