"""The services of the Compose files as processes, each with the environment that it has there.

What stands for the network, the image and its volumes: loopback and free ports for the services'
names, the embedded PostgreSQL for `postgres`, Debian's Redis for `redis`, folders for what is
mounted. A service with replicas is as many processes: `airflow-worker-1`, `airflow-worker-2`.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import resource
import shutil
import signal
import string
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import requests
from cryptography.fernet import Fernet

from local.airflow import free_port
from local.processes import REPOSITORY, end_family, kill_family, watchdog
from local.stack.access import BROKER, DATABASE, LOOK_SECONDS, WORKER, Access, ServiceError
from local.stack.compose import (
    environment_of,
    fill_in,
    make_databases,
    on_cluster,
    sandbox_lines,
    socket_dir,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from local.postgres import Cluster

PORTS = ("8080", "8400", "8181", "8182", "8974", "8793", "8794", "6379")
"""On which the services listen in their containers; 8793 and 8794 serve logs."""
NAMES = ("airflow-apiserver", "webhooks", "sandbox", "localhost", "redis")
PATIENCE_SECONDS = 300
"""How long to wait for anything that the services do; they do most of it in seconds."""
RESTART_SECONDS = 1.0
"""Between two looks whether a service has ended."""
MOST_RESTARTS = 20


@dataclass(frozen=True)
class Health:
    """What a health check said, and what it cost."""

    is_healthy: bool
    cpu_seconds: float


class Stack(Access):
    """Services that are started one by one, and end together.

    :param whole: what the Compose files come to
    :param folder: takes the place of /opt/airflow
    :param connections: variables of .env and .env.webhooks, each by the service that has them, in
        place of the examples'; `{8181}` in them is the port that stands for 8181
    :param sandbox: the command that stands for the sandbox's
    :param later: services that `start_all` leaves out
    """

    def __init__(
        self,
        whole: dict[str, Any],
        cluster: Cluster,
        folder: Path,
        *,
        connections: Mapping[str, Mapping[str, str]] | None = None,
        sandbox: Iterable[str] = (),
        later: Iterable[str] = (),
    ) -> None:
        self.cluster = cluster
        self._services = whole["services"]
        self._folder = folder
        self._sandbox = list(sandbox)
        self._later = list(later)
        self._ports = {port: str(free_port()) for port in PORTS}
        self._watchdogs: dict[str, contextlib.ExitStack] = {}
        self._asked_to_stop: set[str] = set()
        self._lock = threading.RLock()
        self._is_over = threading.Event()
        self._keeper = threading.Thread(target=self._keep_running, daemon=True)
        self.restarts: Counter[str] = Counter()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.variables = {
            name: _password() for name in re.findall(r"\$\{(\w+):\?", str(self._services))
        }
        self.variables["AIRFLOW_FERNET_KEY"] = Fernet.generate_key().decode()
        self.variables |= sandbox_connections(".env.example", self._ports)
        self._of_webhooks = sandbox_connections(".env.webhooks.example", self._ports)
        if connections:
            self.variables |= self._with_ports(connections["tasks"])
            self._of_webhooks = self._with_ports(connections["webhooks"])
        make_databases(whole, cluster, self.variables)
        (folder / "state").mkdir(parents=True)

    def use(self, whole: dict[str, Any]) -> None:
        """Start services by other files from now on."""
        self._services = whole["services"]

    def names(self, *services: str) -> list[str]:
        """Return the names of the processes of some services, by default of all that stay."""
        chosen = services or [name for name in self._services if name != "airflow-init"]
        return [
            process
            for name in chosen
            for process in (
                [name]
                if name != WORKER
                else [f"{name}-{number + 1}" for number in range(self._replicas(name))]
            )
        ]

    def has(self, service: str) -> bool:
        """Tell whether the files have a service."""
        return service in self._services

    def url(self, name: str) -> str:
        """Return where a service answers here, by the port that its health check asks."""
        port = re.search(r":(\d+)/", self._services[name]["healthcheck"]["test"][-1])
        if port is None:
            raise ValueError(f"the health check of {name} names no port")
        return f"http://127.0.0.1:{self._ports[port[1]]}"

    def hubspot_url(self) -> str:
        """Return where the sandbox's HubSpot answers."""
        return f"http://127.0.0.1:{self._ports['8182']}"

    def environment(self, name: str) -> dict[str, str]:
        """Return what a service's process sees, and nothing of this one's but where things are."""
        service = self._service(name)
        own = {
            variable: self._moved(value)
            for variable, value in environment_of(service, self.variables).items()
        }
        if connection := own.get("AIRFLOW_CONN_WAREHOUSE"):
            own["AIRFLOW_CONN_WAREHOUSE"] = on_cluster(connection, self.cluster)
        if service.get("env_file"):
            own |= self._of_webhooks
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
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": self._log_port(name),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": self._ports["8794"],
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": self._ports["8080"],
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_HOST": "127.0.0.1",
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": self._ports["8974"],
            **own,
        }

    def change(self, variables: Mapping[str, str]) -> None:
        """Change variables of .env; services have them from their next start on."""
        self.variables |= variables
        self._token = ""  # it may have been signed with one of them

    # Starting and ending

    def start(self, name: str) -> None:
        """Start a service; its output goes into a file."""
        if name == DATABASE:
            return  # whoever made the cluster started it
        with self._lock, self.log(name).open("ab") as output:
            process = subprocess.Popen(
                self._words(name), env=self.environment(name), cwd=self._folder,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
            self._watchdogs[name] = contextlib.ExitStack()
            self._watchdogs[name].enter_context(watchdog("--family", str(process.pid)))
            self._asked_to_stop.discard(name)
            self.processes[name] = process

    def start_all(self) -> None:
        """Migrate, then start all services in the order in which each waits for others.

        From then on one that ends by itself is started again, where the file says so.

        :raises ServiceError: if one does not become healthy
        """
        self.run("airflow-init")
        first = [name for name in (BROKER, "airflow-apiserver", "webhooks", "sandbox")
                 if self.has(name)]  # fmt: skip
        rest = [name for name in self._services
                if name not in (*first, *self._later, DATABASE, "airflow-init")]  # fmt: skip
        self._keeper.start()
        for services in (first, rest):
            names = self.names(*services)
            for name in names:
                self.start(name)
            for name in names:
                self.wait_for_health(name)

    def run(self, name: str, *words: str) -> str:
        """Run a command as a service does, by default its own; return what it prints.

        :raises ServiceError: if it fails, with what it printed
        """
        done = subprocess.run(
            words or self._words(name), env=self.environment(name), cwd=REPOSITORY,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip
        text = done.stdout.decode(errors="replace")
        if done.returncode != 0:
            raise ServiceError(f"{name}: {text[-5000:]}")
        return text

    def ask_to_stop(self, name: str) -> None:
        """Send what a service gets when its container is stopped, as Airflow's image does: to all.

        The image's first process signals the service alone if `DUMB_INIT_SETSID` is 0.
        """
        self._asked_to_stop.add(name)
        process = self.processes[name]
        is_alone = (self._service(name).get("environment") or {}).get("DUMB_INIT_SETSID") == "0"
        if is_alone or name == BROKER:
            process.send_signal(signal.SIGTERM)
        else:
            os.killpg(process.pid, signal.SIGTERM)

    def end(self, *names: str) -> None:
        """Ask services to stop, and wait until they have; what takes longer is killed."""
        for name in names:
            self.ask_to_stop(name)
        for name in names:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.processes[name].wait(PATIENCE_SECONDS)
            self._forget(name)

    def kill(self, name: str) -> None:
        """Kill a service with all that it started, as the end of its container does."""
        with self._lock:
            kill_family(self.processes[name].pid)
            self._forget(name)

    def crash(self, name: str) -> None:
        """Kill a service as the end of its container does, and start it as an engine would."""
        self.kill(name)
        time.sleep(RESTART_SECONDS)
        self.start(name)

    def restart_database(self) -> None:
        """Stop PostgreSQL as its image does, which ends every connection, and start it."""
        self.cluster.restart()

    def stop(self) -> None:
        """End all services."""
        self._is_over.set()
        if self._keeper.ident is not None:
            self._keeper.join()
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for name in list(self.processes):
            self._forget(name)

    def _forget(self, name: str) -> None:
        """End what is left of a service."""
        with self._lock:
            process = self.processes.pop(name)
            end_family(process.pid)
            self._watchdogs.pop(name).close()
        process.wait(PATIENCE_SECONDS)

    def _keep_running(self) -> None:
        """Start what ended by itself again, as an engine does."""
        while not self._is_over.wait(RESTART_SECONDS):
            with self._lock:
                ended = [
                    name
                    for name, process in self.processes.items()
                    if process.poll() is not None
                    and name not in self._asked_to_stop
                    and self._service(name).get("restart") == "unless-stopped"
                ]
                for name in ended:
                    self.restarts[name] += 1
                    self._forget(name)
                    self.start(name)

    # What they say and do

    def check_health(self, name: str) -> Health:
        """Run a service's health check once."""
        kind, *words = (
            self._moved(fill_in(word, self.variables))
            for word in self._service(name)["healthcheck"]["test"]
        )
        if kind == "CMD-SHELL":
            words = ["sh", "-c", *words]
        if words[0] == "pg_isready":
            words[0] = str(self.cluster.programs / words[0])
            words = [socket_dir(self.cluster) if word == "127.0.0.1" else word for word in words]
        before = _cpu_of_children()
        done = subprocess.run(
            words, env=self.environment(name), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=60, check=False,
        )  # fmt: skip
        return Health(done.returncode == 0, _cpu_of_children() - before)

    def wait_for_health(self, name: str, patience_seconds: float | None = None) -> None:
        """Run a service's health check, if it has one, until it passes.

        :raises ServiceError: if the service ended again and again, or is not healthy in time
        """
        if "healthcheck" not in self._service(name):
            return
        deadline = time.monotonic() + (patience_seconds or PATIENCE_SECONDS)
        while time.monotonic() < deadline and self.restarts[name] < MOST_RESTARTS:
            if self.is_running(name) and self.check_health(name).is_healthy:
                return
            time.sleep(2 * LOOK_SECONDS)
        log = self.log(name)
        text = log.read_text(errors="replace")[-5000:] if log.exists() else ""
        raise ServiceError(f"{name} is not healthy: {text}")

    def has_health_check(self, name: str) -> bool:
        """Tell whether the file has a health check for a service."""
        return "healthcheck" in self._service(name)

    def is_running(self, name: str) -> bool:
        """Tell whether a service's process has not ended."""
        with self._lock:
            return name == DATABASE or self.processes[name].poll() is None

    def families(self) -> dict[str, list[psutil.Process]]:
        """Return the processes of each service that runs."""
        with self._lock:
            roots = {name: process.pid for name, process in self.processes.items()}
        roots[DATABASE] = self.cluster.pid
        families = {}
        for name, pid in roots.items():
            with contextlib.suppress(psutil.NoSuchProcess):
                root = psutil.Process(pid)
                families[name] = [root, *root.children(recursive=True)]
        return families

    def worker_of(self, host: str, pid: int) -> str | None:
        """Return the worker, or the scheduler, below which a process runs; all are on one host."""
        for name, family in self.families().items():
            if pid in {process.pid for process in family}:
                return name
        return None

    def ask_zoom(self, method: str, path: str, body: Any = None) -> None:
        """Send a request to the sandbox's Zoom.

        :raises requests.HTTPError: if it is refused
        """
        url = f"{self.url('sandbox')}{path}"
        requests.request(method, url, json=body, timeout=60).raise_for_status()

    def database_url(self, name: str) -> str:
        """Return how to connect to a database as its superuser."""
        return self.cluster.url(name)

    def read_passwords(self) -> str:
        """Return the file with the passwords of Airflow's users."""
        return (self._folder / "state" / "passwords.json").read_text()

    def log(self, name: str) -> Path:
        """Return the file that has what a service printed."""
        return self._folder / f"{name}.log"

    # What the files say, as it is here

    def _service(self, name: str) -> dict[str, Any]:
        return dict(self._services[name if name in self._services else name.rpartition("-")[0]])

    def _replicas(self, name: str) -> int:
        return int((self._services[name].get("deploy") or {}).get("replicas", 1))

    def _log_port(self, name: str) -> str:
        """Return a port for a service's log server: all are on one host here."""
        if not name.startswith(WORKER):
            return self._ports["8793"]
        return self._ports.setdefault(f"8793 of {name}", str(free_port()))

    def _words(self, name: str) -> list[str]:
        """Return the command of a service, as its image starts it."""
        if name == "sandbox" and self._sandbox:
            return [self._moved(word) for word in self._sandbox]
        service = self._service(name)
        parts: list[str] = []
        for part in (service.get("entrypoint") or [], service.get("command") or []):
            parts += part.split() if isinstance(part, str) else part
        words = [self._moved(fill_in(word, self.variables)) for word in parts]
        if name == BROKER:
            data = self._folder / "redis-data"
            data.mkdir(exist_ok=True)
            return [*words, "--port", self._ports["6379"], "--bind", "127.0.0.1",
                    "--dir", str(data)]  # fmt: skip
        if name.startswith(WORKER):  # on one host their names would be one
            words += ["--celery-hostname", f"{name}@%h"]
        # The image's entrypoint runs what it does not know as a command of Airflow.
        is_own = bool(service.get("entrypoint")) or words[0] in ("bash", "python")
        return words if is_own else ["airflow", *words]

    def _moved(self, text: str) -> str:
        """Return a text with what stands for the containers' names, ports and folders."""
        text = text.replace("redis-cli ", f"redis-cli -p {self._ports['6379']} ")
        text = text.replace("$(hostname -i)", "127.0.0.1")
        for name in NAMES:
            text = re.sub(rf"(?<=[/@]){name}(?=[:/]\d)", "127.0.0.1", text)
        for port in PORTS:
            text = re.sub(rf"(?<!\d){port}(?!\d)", self._ports[port], text)
        text = text.replace("0.0.0.0", "127.0.0.1").replace("/opt/airflow", str(self._folder))
        return text.replace("@postgres/airflow", f"@/airflow?host={socket_dir(self.cluster)}")

    def _with_ports(self, variables: Mapping[str, str]) -> dict[str, str]:
        return {
            name: re.sub(r"\{(\d+)\}", lambda match: self._ports[match[1]], value)
            for name, value in variables.items()
        }


def has_redis() -> bool:
    """Tell whether this machine has what runs the broker."""
    return shutil.which("redis-server") is not None and shutil.which("redis-cli") is not None


def sandbox_connections(file: str, ports: dict[str, str]) -> dict[str, str]:
    """Return the connections to the sandbox of an example of an environment file, as here."""
    connections = sandbox_lines((REPOSITORY / file).read_text(encoding="utf-8"))
    for port, moved in ports.items():
        connections = {
            name: re.sub(rf"//\w+:{port}\b", f"//127.0.0.1:{moved}", value)
            for name, value in connections.items()
        }
    return connections


def _password() -> str:
    """Return a password of letters: a number in it could be taken for a port."""
    return "".join(random.SystemRandom().choices(string.ascii_lowercase, k=32))


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
