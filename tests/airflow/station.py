"""What the tests of this folder hold in their hands: Airflow, its databases and its commands."""

from __future__ import annotations

import json
import os
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg

from tests.airflow.accounts import LAST_RUN
from tests.airflow.command import TIMEOUT_SECONDS, Command
from tests.airflow.wiring import (
    variables_of_airflow,
    warehouse_connection,
    with_extra_as_text,
    zoom_connection,
)
from tests.builders import prepare_awkward
from tests.builders.otlp import Metrics
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.airflow import Airflow
    from local.postgres import Cluster
    from sandbox.hubspot.server import HubspotSandbox
    from sandbox.zoom.model import Account
    from sandbox.zoom.server import ZoomSandbox
    from tests.builders.otlp import OtlpReceiver

LINEAGE = "lineage.jsonl"
NIGHTLY, HOURLY = "sync_webinars_nightly", "sync_webinars_hourly"
MARTS = (
    "marts.contacts, marts.marketing_events, marts.registrations, marts.participations,"
    " marts.attendance_connections, marts.timeline_events, sync.outcomes"
)
# Makes the next load compute and write everything again.
ALWAYS_FILLED = frozenset({
    "contacts", "marketing_events", "registrations", "participations", "attendance_connections",
    "timeline_events",
})  # fmt: skip
"""Tables of marts that a load fills whatever is switched on."""
FORGET = f"truncate {MARTS}; insert into sync.changes (kind) values ('everything');"
# Lets PostgreSQL quote an address in the message of an error.
CONVERSION_TRAP = """
create function public.trap() returns trigger language plpgsql as $$
begin
    perform new.email::int;
    return new;
end $$;
create trigger trap before insert or update on marts.participations
for each row execute function public.trap();
"""
RESTING = (
    "success", "failed", "up_for_retry", "up_for_reschedule", "skipped", "upstream_failed"
)  # fmt: skip
"""The states in which a task instance stays until something happens."""


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
    otlp: OtlpReceiver
    warehouses: list[str] = field(default_factory=lambda: ["station_warehouse"])
    metadata: list[str] = field(default_factory=lambda: ["station_airflow"])
    commands: list[Command] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    first_metrics: Metrics = field(default_factory=Metrics)
    """What had been measured when the first run had ended."""

    def zoom_connection(self, account: Account, *, url: str = "", **changes: Any) -> dict[str, Any]:
        """Return an Airflow connection to an account of the sandbox, or of the one at `url`."""
        return zoom_connection(account, url or self.sandbox_url, **changes)

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
        rows = self.query(f"select (to_jsonb(t) - 'run_id')::text from {name} as t", database)
        return sorted(row[0] for row in rows)

    def watermarks(self, database: str = "station_warehouse") -> list[tuple[Any, ...]]:
        """Return how far each account is read."""
        return self.query("select account_id, watermark from sync.watermarks order by 1", database)

    # Runs

    def trigger(self, dag_id: str, **conf: Any) -> str:
        """Start a run without a date, as of the sandbox's moment; return its id."""
        run = self.airflow.call(
            "POST",
            f"/dags/{dag_id}/dagRuns",
            logical_date=None,
            run_after=LAST_RUN.isoformat(),
            dag_run_id=f"test__{time.monotonic_ns()}",
            conf=conf,
        )
        return str(run["dag_run_id"])

    def run(self, dag_id: str, **conf: Any) -> dict[str, Any]:
        """Start a run, wait for its end, and return it."""
        return self.airflow.wait_for_run(dag_id, self.trigger(dag_id, **conf), TIMEOUT_SECONDS)

    def task_instances(self, dag_id: str, run_id: str) -> dict[str, dict[str, Any]]:
        """Return a run's task instances by the task's own name; one account is mapped."""
        listing = self.airflow.call("GET", f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances")
        return {task["task_id"].split(".")[-1]: task for task in listing["task_instances"]}

    def wait_for_task(
        self,
        dag_id: str,
        run_id: str,
        task: str,
        *,
        after: str = "",
        timeout: float = TIMEOUT_SECONDS,
    ) -> dict[str, Any]:
        """Wait until a task instance has come to rest, and return it.

        :param after: the id of the try that is not meant
        """
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            instance = self.task_instances(dag_id, run_id).get(task)
            if instance and instance["state"] in RESTING and instance["id"] != after:
                return instance
            time.sleep(0.5)
        raise TimeoutError(f"{task} of {run_id} did not come to rest: {instance}")

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

    def connect(self, conn_id: str, connection: dict[str, Any]) -> None:
        """Connect something, by Airflow's own forms."""
        self.airflow.call(
            "POST", "/connections", connection_id=conn_id, **with_extra_as_text(connection)
        )

    def reconnect(self, conn_id: str, connection: dict[str, Any]) -> None:
        """Change a connection."""
        self.airflow.call(
            "PATCH",
            f"/connections/{conn_id}",
            connection_id=conn_id,
            **with_extra_as_text(connection),
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
            prepare_awkward(warehouse)
        self.warehouses.append(name)
        return name

    def start_dags_test(
        self, warehouse: str, *arguments: str, lineage: Path | None = None
    ) -> Command:
        """Start `airflow dags test` for somebody who has a warehouse and no running Airflow.

        :param lineage: into which file OpenLineage's provider writes its events; None: it is off
        """
        name = f"command_{len(self.metadata)}"
        self.cluster.create_database(name, template="airflow_template")
        self.metadata.append(name)
        variables = {
            **os.environ,
            **variables_of_airflow(self.folder / name, self.cluster, name),
            "AIRFLOW_CONN_ZOOM_DEFAULT": self.variables["AIRFLOW_CONN_ZOOM_DEFAULT"],
            "AIRFLOW_CONN_WAREHOUSE": json.dumps(warehouse_connection(self.cluster, warehouse)),
        }
        if lineage is not None:
            variables["AIRFLOW__OPENLINEAGE__TRANSPORT"] = json.dumps(
                {"type": "file", "log_file_path": str(lineage), "append": True}
            )
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


@dataclass(frozen=True)
class Loaded:
    """What a sync leaves behind: the rows of all marts, and of the ledger."""

    marts: dict[str, list[str]]
    outcomes: list[str]
