"""The services of the Compose files as processes, each with the environment that it has there.

What stands for the network, the image and its volumes: loopback and free ports for the services'
names, the embedded PostgreSQL for `postgres`, folders for what is mounted.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from cryptography.fernet import Fernet

from local.airflow import free_port
from local.processes import REPOSITORY, watchdog
from tests.airflow.command import TIMEOUT_SECONDS
from tests.builders.compose import environment_of, fill_in, make_databases, on_cluster, socket_dir

if TYPE_CHECKING:
    from local.postgres import Cluster

PORTS = ("8080", "8400", "8181", "8182", "8974", "8793", "8794")
"""On which the services listen in their containers; the last two serve logs."""
NAMES = ("airflow-apiserver", "webhooks", "sandbox", "localhost")


class Stack:
    """Services that are started one by one, and end together.

    :param whole: what the Compose files come to
    :param folder: takes the place of /opt/airflow
    """

    def __init__(self, whole: dict[str, Any], cluster: Cluster, folder: Path) -> None:
        self.cluster = cluster
        self._services = whole["services"]
        self._folder = folder
        self._ports = {port: str(free_port()) for port in PORTS}
        self._ending = contextlib.ExitStack()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.variables = {
            name: secrets.token_hex(16) for name in re.findall(r"\$\{(\w+):\?", str(self._services))
        }
        self.variables["AIRFLOW_FERNET_KEY"] = Fernet.generate_key().decode()
        self.variables |= sandbox_connections(".env.example", self._ports)
        make_databases(whole, cluster, self.variables)
        (folder / "state").mkdir(parents=True)

    def url(self, name: str) -> str:
        """Return where a service answers here, by the port that its health check asks."""
        port = re.search(r":(\d+)/", self._services[name]["healthcheck"]["test"][-1])
        assert port is not None
        return f"http://127.0.0.1:{self._ports[port[1]]}"

    def environment(self, name: str) -> dict[str, str]:
        """Return what a service's process sees, and nothing of this one's but where things are."""
        service = self._services[name]
        own = {
            variable: self._moved(value)
            for variable, value in environment_of(service, self.variables).items()
        }
        if connection := own.get("AIRFLOW_CONN_WAREHOUSE"):
            own["AIRFLOW_CONN_WAREHOUSE"] = on_cluster(connection, self.cluster)
        if service.get("env_file"):
            own |= sandbox_connections(".env.webhooks.example", self._ports)
        home = self._folder / name
        home.mkdir(exist_ok=True)
        return {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "AIRFLOW_HOME": str(home),
            "PYTHONPATH": f"{REPOSITORY / 'plugins'}{os.pathsep}{REPOSITORY}",
            "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(self._folder / "logs"),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": self._ports["8793"],
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": self._ports["8794"],
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": self._ports["8080"],
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_HOST": "127.0.0.1",
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": self._ports["8974"],
            **own,
        }

    def start(self, name: str) -> None:
        """Start a service; its output goes into a file."""
        with self.log(name).open("ab") as output:
            process = subprocess.Popen(
                self._words(name), env=self.environment(name), cwd=self._folder,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self._ending.enter_context(watchdog("--family", str(process.pid)))
        self.processes[name] = process

    def run(self, name: str, *words: str) -> str:
        """Run a command as a service does, by default its own; return what it prints.

        :raises AssertionError: if it fails, with what it printed
        """
        done = subprocess.run(
            words or self._words(name), env=self.environment(name), cwd=REPOSITORY,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=TIMEOUT_SECONDS, check=False,
        )  # fmt: skip
        text = done.stdout.decode(errors="replace")
        assert done.returncode == 0, f"{name}: {text[-5000:]}"
        return text

    def wait_for_health(self, name: str) -> None:
        """Run a service's health check until it passes.

        :raises AssertionError: if the service ended, or is not healthy in time; with its log
        """
        kind, *words = (
            self._moved(fill_in(word, self.variables))
            for word in self._services[name]["healthcheck"]["test"]
        )
        if kind == "CMD-SHELL":
            words = ["sh", "-c", *words]
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < deadline and self.processes[name].poll() is None:
            done = subprocess.run(
                words, env=self.environment(name), stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, timeout=60, check=False,
            )  # fmt: skip
            if done.returncode == 0:
                return
            time.sleep(0.5)
        raise AssertionError(f"{name}: {self.log(name).read_text(errors='replace')[-5000:]}")

    def ask_to_stop(self, name: str) -> None:
        """Send what a service gets when its container is stopped, as Airflow's image does: to all.

        The image's first process signals the service alone if `DUMB_INIT_SETSID` is 0.
        """
        process = self.processes[name]
        if self._services[name]["environment"].get("DUMB_INIT_SETSID") == "0":
            process.send_signal(signal.SIGTERM)
        else:
            os.killpg(process.pid, signal.SIGTERM)

    def query(self, sql: str, database: str = "airflow") -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with psycopg.connect(self.cluster.url(database)) as connection:
            return connection.execute(sql.encode()).fetchall()

    def wait_for_row(self, sql: str, database: str = "airflow") -> tuple[Any, ...]:
        """Wait until a query has a row, and return it."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            if rows := self.query(sql, database):
                return rows[0]
            time.sleep(0.2)
        raise TimeoutError(sql)

    def log(self, name: str) -> Path:
        """Return the file that has what a service printed."""
        return self._folder / f"{name}.log"

    def stop(self) -> None:
        """End all services."""
        self._ending.close()
        for process in self.processes.values():
            process.wait(TIMEOUT_SECONDS)

    def _words(self, name: str) -> list[str]:
        """Return the command of a service, as its image starts it."""
        service = self._services[name]
        parts: list[str] = []
        for part in (service.get("entrypoint") or [], service.get("command") or []):
            parts += part.split() if isinstance(part, str) else part
        words = [self._moved(fill_in(word, self.variables)) for word in parts]
        # The image's entrypoint runs what it does not know as a command of Airflow.
        is_own = bool(service.get("entrypoint")) or words[0] in ("bash", "python")
        return words if is_own else ["airflow", *words]

    def _moved(self, text: str) -> str:
        """Return a text with what stands for the containers' names, ports and folders."""
        for port, moved in self._ports.items():
            text = re.sub(rf"(?<!\d){port}(?!\d)", moved, text)
        for name in NAMES:
            text = re.sub(rf"(?<=//){name}(?=:\d)", "127.0.0.1", text)
        text = text.replace("0.0.0.0", "127.0.0.1").replace("/opt/airflow", str(self._folder))
        return text.replace("@postgres/airflow", f"@/airflow?host={socket_dir(self.cluster)}")


def sandbox_connections(file: str, ports: dict[str, str]) -> dict[str, str]:
    """Return the connections to the sandbox that an example of an environment file has."""
    text = (REPOSITORY / file).read_text(encoding="utf-8").partition("The sandbox's")[2]
    for port, moved in ports.items():
        text = re.sub(rf"//\w+:{port}\b", f"//127.0.0.1:{moved}", text)
    lines = re.findall(r"^# (AIRFLOW_CONN_\w+)='(.*)'$", text, re.MULTILINE)
    # Last wins; what is for nobody's account is before the sandbox's.
    return {name: value for name, value in lines if "127.0.0.1" in value}
