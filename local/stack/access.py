"""What is asked of a stack from outside, however its services run: Airflow and the databases."""

from __future__ import annotations

import contextlib
import re
import time
from abc import ABC, abstractmethod
from typing import Any

import psycopg
import requests

LOOK_SECONDS = 0.2
DATABASE, BROKER, WORKER = "postgres", "redis", "airflow-worker"
AIRFLOW = ("airflow-apiserver", "airflow-scheduler", "airflow-dag-processor", "airflow-triggerer")


class ServiceError(RuntimeError):
    """A service ended, is not healthy in time, or does not do what it was asked; with its log."""


class Access(ABC):
    """A stack that runs: its services by name, its REST API, its databases.

    :ivar patience_seconds: how long to wait for anything that the services do
    """

    patience_seconds: float = 300
    _token: str = ""

    @abstractmethod
    def names(self, *services: str) -> list[str]:
        """Return the names of what runs of some services, by default of all that stay."""

    @abstractmethod
    def url(self, name: str) -> str:
        """Return where a service answers on this machine."""

    @abstractmethod
    def hubspot_url(self) -> str:
        """Return where the sandbox's HubSpot answers."""

    @abstractmethod
    def ask_zoom(self, method: str, path: str, body: Any = None) -> None:
        """Send a request to the sandbox's Zoom.

        :raises Exception: if it is refused
        """

    @abstractmethod
    def database_url(self, name: str) -> str:
        """Return how to connect to a database as its superuser."""

    @abstractmethod
    def read_passwords(self) -> str:
        """Return the file with the passwords of Airflow's users."""

    @abstractmethod
    def wait_for_health(self, name: str, patience_seconds: float | None = None) -> None:
        """Wait until a service's health check, if it has one, passes.

        :raises ServiceError: if it does not in time
        """

    @abstractmethod
    def run(self, name: str, *words: str) -> str:
        """Run a command as a service does; return what it prints.

        :raises ServiceError: if it fails, with what it printed
        """

    @abstractmethod
    def start(self, name: str) -> None:
        """Start a service."""

    @abstractmethod
    def end(self, *names: str) -> None:
        """Ask services to stop, and wait until they have."""

    @abstractmethod
    def crash(self, name: str) -> None:
        """Kill a service with all that it started; it comes back."""

    @abstractmethod
    def restart_database(self) -> None:
        """Stop PostgreSQL, which ends every connection, and start it."""

    @abstractmethod
    def worker_of(self, host: str, pid: int) -> str | None:
        """Return the worker, or the scheduler, that runs a process of a task.

        :param host: as the task says
        """

    def call(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """Call Airflow's REST API (`path` below /api/v2) as its user; return what it answers.

        :raises requests.HTTPError: if it refuses
        """
        url = self.url("airflow-apiserver")
        self._token = self._token or self.login()
        response = requests.request(
            method, f"{url}/api/v2{path}", json=body or None, timeout=60,
            headers={"Authorization": f"Bearer {self._token}"},
        )  # fmt: skip
        response.raise_for_status()
        return dict(response.json() or {}) if response.content else {}

    def login(self) -> str:
        """Log in as Airflow's user; return the token."""
        password = re.findall(r'"admin": "([^"]*)"', self.read_passwords())[0]
        user = {"username": "admin", "password": password}
        answer = requests.post(f"{self.url('airflow-apiserver')}/auth/token", json=user, timeout=60)
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def unpause(self, dag_id: str) -> None:
        """Unpause a Dag once it is known, and have its file read: only then is it woken."""
        self.wait_for_row("select from dag where dag_id = %(dag)s", dag=dag_id)
        self.call("PATCH", f"/dags/{dag_id}", is_paused=False)
        token = self.call("GET", f"/dags/{dag_id}/details")["file_token"]
        self.call("PUT", f"/parseDagFile/{token}")

    def query(self, sql: str, database: str = "airflow", **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query; with values, a percent sign of its own is written twice."""
        with psycopg.connect(self.database_url(database)) as connection:
            return connection.execute(sql.encode(), values or None).fetchall()

    def execute(self, sql: str, database: str) -> None:
        """Run statements, each by itself."""
        with psycopg.connect(self.database_url(database), autocommit=True) as connection:
            connection.execute(sql.encode())

    def wait_for_row(
        self,
        sql: str,
        database: str = "airflow",
        patience_seconds: float | None = None,
        **values: Any,
    ) -> tuple[Any, ...]:
        """Wait until a query has a row, and return it; a database that is away is waited for.

        :raises TimeoutError: with the query, if it has none in time
        """
        deadline = time.monotonic() + (patience_seconds or self.patience_seconds)
        while time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError):
                if rows := self.query(sql, database, **values):
                    return rows[0]
            time.sleep(LOOK_SECONDS)
        raise TimeoutError(sql)
