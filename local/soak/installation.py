"""The installation that is soaked: its warehouse with a clock of its own, and its processes."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import psycopg
import requests
from psycopg import sql
from sqlalchemy.engine import make_url

from local.airflow import free_port
from local.campaign.hubspot.theatre import create_warehouse
from local.processes import REPOSITORY, watchdog
from local.soak import account as story_account

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.postgres import Cluster
    from local.soak.sandboxes import Sandboxes

DATABASE = "soak"
START_SECONDS = 180.0
ENDS_IN_SECONDS = 30.0


class WarehouseClock:
    """Tells the warehouse what time it is, open connections included.

    The databases of the campaign find a `now()` of their own before PostgreSQL's, which adds a
    setting to it; here that is the whole server's, so that all sessions see it change.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._url = cluster.url("postgres")

    def set(self, moment: datetime) -> None:
        """Let it be this moment from now on; return when new and old connections see it."""
        shift = f"{(moment - datetime.now(UTC)).total_seconds()} seconds"
        with psycopg.connect(self._url, autocommit=True) as connection:
            setting = sql.SQL("alter system set campaign.shift = {}").format(sql.Literal(shift))
            connection.execute(setting)
            connection.execute("select pg_reload_conf()")
        deadline = time.monotonic() + ENDS_IN_SECONDS
        while time.monotonic() < deadline:
            with psycopg.connect(self._url, autocommit=True) as connection:
                shown = connection.execute("select current_setting('campaign.shift', true)")
                if shown.fetchone() == (shift,):
                    return
            time.sleep(0.002)
        raise TimeoutError("PostgreSQL did not take the clock's new time")


class WorkerLostError(Exception):
    """The process died during a job."""


class Runs(Protocol):
    """Does the runs of Dags."""

    def do(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Do a run; return its state, what it says, and whether it wrote to marts."""
        ...


class Worker:
    """A process that does the jobs which it is given, one after the other (`local.soak.worker`)."""

    def __init__(self, variables: Mapping[str, str], log: Path, *options: str) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.soak.worker", *options],
                cwd=REPOSITORY,
                env=dict(variables),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def do(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Have a job done; return what came of it.

        :raises WorkerLostError: if the process ends before the job does
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            raise WorkerLostError
        result: dict[str, Any] = json.loads(line)
        return result

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


class Installation:
    """The warehouse, and the processes that live to the end.

    :param folder: for their logs
    """

    can_be_disturbed = True
    """Whether a task that fails or is killed is not tried again minutes later."""

    def __init__(
        self, cluster: Cluster, folder: Path, sandboxes: Sandboxes, first_day: datetime
    ) -> None:
        self.cluster = cluster
        self.folder = folder
        self.first_day = first_day
        self.clock = WarehouseClock(cluster)
        self.url = create_warehouse(cluster, DATABASE, first_day)
        self._use_the_servers_clock()
        self.clock.set(first_day)
        self.webhook_url = f"http://127.0.0.1:{free_port()}"
        self.connections = self._connections(
            sandboxes.zoom_server.url, sandboxes.hubspot_server.url
        )
        self.variables = {**os.environ, **self._variables()}
        self.webhooks = self._serve_webhooks()

    @classmethod
    @contextlib.contextmanager
    def started(cls, cluster: Cluster, sandboxes: Sandboxes, first_day: datetime) -> Iterator[Self]:
        """Start everything; end it with the block."""
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="ws-soak-", ignore_cleanup_errors=True)
            )
            installation = cls(cluster, Path(folder), sandboxes, first_day)
            installation.guard(stack, installation.webhooks)
            installation.start(stack)
            installation.wait_for_webhooks()
            yield installation

    def guard(self, stack: contextlib.ExitStack, process: subprocess.Popen[Any]) -> None:
        """End a process at the end, or else when this one dies."""
        stack.enter_context(watchdog("--family", str(process.pid)))
        stack.callback(process.wait)
        stack.callback(process.kill)

    def start(self, stack: contextlib.ExitStack) -> None:
        """Start the processes beside the webhooks; they end with the stack."""
        worker = Worker(self.variables, self.folder / "worker.log")
        stack.callback(worker.close)
        self.runs: Runs = worker
        self._pids = {"tasks": worker.pid}
        self._woken: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._watcher = self._watch()
        reader = threading.Thread(target=self._hear, daemon=True)
        reader.start()
        stack.callback(reader.join)
        self.guard(stack, self._watcher)
        if not self.is_woken("ready", START_SECONDS):
            raise TimeoutError("the watcher did not start")
        self._pids["watcher"] = self._watcher.pid
        self.runs.do({"kind": "nothing", "moment": self.first_day.isoformat()})

    def pids(self) -> dict[str, int]:
        """Return the processes that live to the end, by name."""
        return {"webhooks": self.webhooks.pid, **self._pids}

    def another_worker(self, *options: str) -> Worker:
        """Start a process for a job during which it dies."""
        return Worker(self.variables, self.folder / "killed.log", *options)

    def is_woken(self, inbox: str, seconds: float) -> bool:
        """Tell whether the watcher says within some seconds that something is due in an inbox."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                if self._woken.get(timeout=left) == inbox:
                    return True
        return False

    def forget_wakes(self) -> None:
        """Forget what the watcher said so far."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._woken.get_nowait()

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the warehouse."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement.encode()).fetchall()

    def sessions(self) -> int:
        """Return how many sessions of the warehouse there are, besides the one that asks."""
        (row,) = self.query(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
        return int(row[0])

    def wait_for_sessions(self, most: int) -> None:
        """Return when PostgreSQL has noticed that a killed process is gone.

        :param most: how many sessions there were before
        :raises TimeoutError: if there are more for long
        """
        deadline = time.monotonic() + ENDS_IN_SECONDS
        while self.sessions() > most:
            if time.monotonic() > deadline:
                raise TimeoutError("a killed process still has connections")
            time.sleep(0.02)

    def _use_the_servers_clock(self) -> None:
        with psycopg.connect(self.cluster.url("postgres"), autocommit=True) as connection:
            connection.execute(f"alter database {DATABASE} reset campaign.shift".encode())
            # A simulated day lasts a minute, and there is as much to clean in it as in a day.
            for name, value in (
                ("autovacuum_naptime", "1s"),
                ("autovacuum_vacuum_cost_delay", "0"),
            ):
                connection.execute(f"alter system set {name} = '{value}'".encode())
            connection.execute("select pg_reload_conf()")

    def _connections(self, zoom_url: str, hubspot_url: str) -> dict[str, str]:
        url = make_url(self.url)
        connections = {
            "WAREHOUSE": {
                "conn_type": "postgres",
                "login": url.username,
                "schema": url.database,
                "extra": {"host": url.query["host"]},
            },
            "ZOOM_DEFAULT": {
                "conn_type": "zoom",
                "host": zoom_url,
                "login": story_account.CLIENT_ID,
                "password": story_account.CLIENT_SECRET,
                "extra": {
                    "account_id": story_account.ACCOUNT_ID,
                    "token_url": f"{zoom_url}/oauth/token",
                    "plan": "business",
                    "rate_share": 1,
                    "primary": True,
                    "webhook_secret": story_account.WEBHOOK_SECRET,
                },
            },
            "HUBSPOT_DEFAULT": {
                "conn_type": "hubspot",
                "host": hubspot_url,
                "password": story_account.TOKEN,
                "extra": {
                    "client_secret": "sandbox-client-secret",
                    "public_url": self.webhook_url,
                    "portal_id": 4711,
                    "subscription": "professional",
                    "requests_per_10s": 5000,
                },
            },
        }
        return {f"AIRFLOW_CONN_{name}": json.dumps(value) for name, value in connections.items()}

    def _variables(self) -> dict[str, str]:
        return {
            "AIRFLOW_HOME": str(self.folder / "airflow"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "PYTHONPATH": f"{REPOSITORY / 'plugins'}{os.pathsep}{REPOSITORY}",
            **self.connections,
        }

    def _serve_webhooks(self) -> subprocess.Popen[bytes]:
        factory = "webinar_sync.airflow.webhooks:create_webhooks"
        port = self.webhook_url.rpartition(":")[2]
        arguments = ["--factory", factory, "--host", "127.0.0.1", "--port", port]
        with (self.folder / "webhooks.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "uvicorn", *arguments, "--log-level", "error"],
                cwd=REPOSITORY,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _watch(self) -> subprocess.Popen[str]:
        with (self.folder / "watcher.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "local.soak.watcher", self.url],
                cwd=REPOSITORY,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def _hear(self) -> None:
        """Keep what the watcher says, until it ends."""
        assert self._watcher.stdout is not None
        with self._watcher.stdout as lines:
            for line in lines:
                self._woken.put(line.strip())

    def wait_for_webhooks(self) -> None:
        """Return when the webhooks answer, and have read the warehouse.

        :raises TimeoutError: if they do not
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{self.webhook_url}/health/ready", timeout=30).ok:
                    return
            time.sleep(0.2)
        raise TimeoutError("the webhooks did not start")
