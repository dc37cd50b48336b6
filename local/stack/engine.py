"""The services of the Compose files in containers of an engine, as docs/docker.md starts them.

A project that is thrown away: a name, an image, volumes, ports and secrets of its own, so that an
installation on the same machine notices nothing of it.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import shutil
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.airflow import free_port
from local.compose_files import load
from local.processes import REPOSITORY
from local.stack.access import DATABASE, Access, ServiceError
from local.stack.compose import sandbox_lines
from local.stack.containers import MIGRATION, Container, parse_ps
from local.stack.engine_command import LOG_LINES, run_command
from local.stack.project_files import (
    env_file,
    fill_in_example,
    override,
    without_variables_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

FILES = ("docker-compose.yaml", "deploy/celery.yaml")
SANDBOX = "sandbox"
PORTS = ("AIRFLOW_PORT", "WEBHOOKS_PORT", "POSTGRES_PORT", "HUBSPOT_SANDBOX_PORT")
"""Variables of .env: where services answer on this machine."""
BUILD_SECONDS, START_SECONDS, PATIENCE_SECONDS, END_SECONDS = 3600, 1800, 900, 900
"""For building the image, for starting all, for what services do, and for ending all."""
LOOK_SECONDS = 3.0
_CRASH = "kill -9 -1"
"""All processes but the first, which ends with the one that it started."""


class Engine(Access):
    """A project of the engine, with the sandbox.

    :param words: the command that `compose` is added to: `["docker"]`
    """

    patience_seconds = PATIENCE_SECONDS

    def __init__(self, words: Sequence[str]) -> None:
        self.project = f"webinar-sync-check-{secrets.token_hex(3)}"
        self._words = list(words)
        self._image = f"{self.project}:checked"
        self._services = load([REPOSITORY / file for file in FILES])["services"]
        example = _read(".env.example")
        self._variables = fill_in_example(example, _free_ports())
        self._environment = without_variables_of(example, os.environ)
        self._folder = Path(tempfile.mkdtemp(prefix="ws-engine-"))
        webhooks = self._folder / ".env.webhooks"
        self._write(".env", env_file(self._variables))
        self._write(webhooks.name, env_file(sandbox_lines(_read(".env.webhooks.example"))))
        self._write("override.yaml", override(self._services, self._image, webhooks))

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text, encoding="utf-8")

    # Starting and ending

    def build(self) -> None:
        """Build the image.

        :raises ServiceError: if that fails, with the last lines
        """
        self._compose("build", patience_seconds=BUILD_SECONDS)

    def start_all(self) -> None:
        """Start all services, and wait until they are healthy.

        :raises ServiceError: if they are not in time, with what those printed
        """
        try:
            self._compose(
                "--progress", "quiet", "up", "--detach", "--no-build",
                patience_seconds=START_SECONDS,
            )  # fmt: skip
        except ServiceError as error:
            raise ServiceError(f"{error}\n{self._say_what_is_wrong()}") from None
        self._wait_until_ready(PATIENCE_SECONDS)

    def remove(self, logs: Path | None = None) -> None:
        """End all and delete it, the image, too; nothing interrupts that.

        :param logs: a folder that gets what each service printed
        :raises ServiceError: if something may be left
        """
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
        try:
            if logs:
                self._keep_logs(logs)
        finally:
            try:
                self._remove_all()
            finally:
                shutil.rmtree(self._folder, ignore_errors=True)
                for number, handler in zip(numbers, before, strict=True):
                    signal.signal(number, handler)

    def _remove_all(self) -> None:
        try:
            self._compose(
                "--progress", "quiet", "down", "--volumes", "--remove-orphans", "--timeout", "10",
                patience_seconds=END_SECONDS,
            )  # fmt: skip
            if self.containers():
                raise ServiceError("containers are still there")
            if self._run("image", "ls", "--quiet", self._image).strip():
                self._run("image", "rm", self._image)
        except ServiceError as error:
            left = f"containers, volumes or the image {self._image} may be left"
            raise ServiceError(f"{self.project}: {left}: {error}") from None

    def start(self, name: str) -> None:
        """Start a service."""
        self._compose("start", name)

    def end(self, *names: str) -> None:
        """Ask services to stop, and wait until they have."""
        self._compose("stop", *names, patience_seconds=PATIENCE_SECONDS)

    def crash(self, name: str) -> None:
        """Kill all processes of a container, and wait until the engine has started it again.

        :raises ServiceError: if it does not come back
        """
        (container,) = self.containers(name)
        begun = self._started_at(container)
        self._exec(container, "bash", "-c", _CRASH, may_fail=True)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            (container,) = self.containers(name)
            if container.state == "running" and self._started_at(container) != begun:
                return
            time.sleep(LOOK_SECONDS)
        raise ServiceError(f"{container.describe()}; the engine did not start it again")

    def restart_database(self) -> None:
        """Restart the container of PostgreSQL."""
        self._compose("restart", DATABASE, patience_seconds=PATIENCE_SECONDS)

    # What they say and do

    def containers(self, *names: str) -> list[Container]:
        """Return the containers of these names, or services; by default all, also ended ones."""
        listed = parse_ps(self._compose("ps", "--all", "--format", "json"))
        return [each for each in listed if not names or {each.name, each.service} & set(names)]

    def unready(self, *names: str) -> list[tuple[str, str]]:
        """Return what is not as it should be: the service, and what it is in words."""
        wrong = [
            (each.service, each.describe())
            for each in self.containers(*names)
            if not each.is_ready(self._services[each.service])
        ]
        counts = Counter(each.service for each in self.containers())
        for name, service in self._services.items():
            wanted = int((service.get("deploy") or {}).get("replicas", 1))
            if counts[name] != wanted:
                wrong.append((name, f"{name}: {counts[name]} containers instead of {wanted}"))
        return wrong

    def names(self, *services: str) -> list[str]:
        """Return the names of the containers of some services, by default of all that stay."""
        return [
            each.name
            for each in self.containers(*services)
            if services or each.service != MIGRATION
        ]

    def wait_for_health(self, name: str, patience_seconds: float | None = None) -> None:
        """Wait until a container is healthy, or all of a service.

        :raises ServiceError: if it is not in time, with what it printed
        """
        self._wait_until_ready(patience_seconds or PATIENCE_SECONDS, name)

    def run(self, name: str, *words: str) -> str:
        """Run a command in a service's container; return what it prints.

        :raises ServiceError: if it fails, with what it printed
        """
        return self._exec(self.containers(name)[0], *words)

    def url(self, name: str) -> str:
        """Return where a service answers on this machine."""
        ports = {"airflow-apiserver": "AIRFLOW_PORT", "webhooks": "WEBHOOKS_PORT"}
        return f"http://127.0.0.1:{self._variables[ports[name]]}"

    def hubspot_url(self) -> str:
        """Return where the sandbox's HubSpot answers."""
        return f"http://127.0.0.1:{self._variables['HUBSPOT_SANDBOX_PORT']}"

    def ask_zoom(self, method: str, path: str, body: Any = None) -> None:
        """Send a request to the sandbox's Zoom, whose port is not open on this machine.

        :raises ServiceError: if it is refused
        """
        data = [] if body is None else ["--json", json.dumps(body)]
        url = f"http://localhost:8181{path}"
        self.run(SANDBOX, "curl", "--fail", "--silent", "--show-error", "--request", method,
                 *data, url)  # fmt: skip

    def database_url(self, name: str) -> str:
        """Return how to connect to a database as its superuser."""
        password, port = map(self._variables.get, ("POSTGRES_PASSWORD", "POSTGRES_PORT"))
        return f"postgresql://postgres:{password}@127.0.0.1:{port}/{name}?connect_timeout=10"

    def read_passwords(self) -> str:
        """Return the file with the passwords of Airflow's users."""
        return self.run("airflow-apiserver", "cat", "/opt/airflow/state/passwords.json")

    def worker_of(self, host: str, pid: int) -> str | None:
        """Return the worker, or the scheduler, whose container has that name of a host."""
        short = host.partition(".")[0][:12]
        return next((each.name for each in self.containers() if each.id[:12] == short), None)

    # How the engine is told

    def _wait_until_ready(self, patience_seconds: float, *names: str) -> None:
        deadline = time.monotonic() + patience_seconds
        while self.unready(*names):
            if time.monotonic() > deadline:
                raise ServiceError(f"not healthy in time\n{self._say_what_is_wrong()}")
            time.sleep(LOOK_SECONDS)

    def _say_what_is_wrong(self) -> str:
        """Return what is not as it should be, with the last that those services printed."""
        wrong = self.unready()
        printed = [
            self._compose("logs", "--no-color", "--tail", str(LOG_LINES), service, may_fail=True)
            for service in dict.fromkeys(service for service, _ in wrong)
        ]
        return "\n".join([*(words for _, words in wrong), *filter(str.strip, printed)])

    def _started_at(self, container: Container) -> str:
        return self._run("inspect", "--format", "{{.State.StartedAt}}", container.id).strip()

    def _exec(self, container: Container, *words: str, may_fail: bool = False) -> str:
        return self._compose(
            "exec", "-T", "--index", str(container.number), container.service, *words,
            may_fail=may_fail, patience_seconds=PATIENCE_SECONDS,
        )  # fmt: skip

    def _keep_logs(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in self._services:
            text = self._compose("logs", "--no-color", "--timestamps", name, may_fail=True)
            (folder / f"{name}.log").write_text(text, encoding="utf-8")

    def _compose(self, *words: str, **options: Any) -> str:
        files = [word for file in FILES for word in ("--file", file)]
        return self._run(
            "compose", "--project-name", self.project, "--env-file", str(self._folder / ".env"),
            *files, "--file", str(self._folder / "override.yaml"), "--profile", "sandbox", *words,
            shown=shlex.join(["compose", *words]), **options,
        )  # fmt: skip

    def _run(self, *words: str, **options: Any) -> str:
        return run_command([*self._words, *words], self._environment, **options)


def _free_ports() -> dict[str, int]:
    ports: set[int] = set()
    while len(ports) < len(PORTS):
        ports.add(free_port())
    return dict(zip(PORTS, ports, strict=True))


def _read(file: str) -> str:
    return (REPOSITORY / file).read_text(encoding="utf-8")
