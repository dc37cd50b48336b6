"""The services of the Compose files in containers of an engine, as docs/docker.md starts them.

A project that is thrown away: a name, an image, volumes, ports and secrets of its own, so that an
installation on the same machine notices nothing of it.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet

from local.airflow import free_port
from local.compose_files import load
from local.processes import REPOSITORY, end_family
from local.stack.access import DATABASE, Access, ServiceError
from local.stack.compose import sandbox_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILES = ("docker-compose.yaml", "deploy/celery.yaml")
MIGRATION, SANDBOX = "airflow-init", "sandbox"
PORTS = ("AIRFLOW_PORT", "WEBHOOKS_PORT", "POSTGRES_PORT", "HUBSPOT_SANDBOX_PORT")
"""Variables of .env: where services answer on this machine."""
OLDEST = (2, 24, 4)
"""Compose that knows `!override`."""
BUILD_SECONDS, START_SECONDS, PATIENCE_SECONDS, END_SECONDS = 3600, 1800, 900, 900
"""For building the image, for starting all, for what services do, and for ending all."""
CALL_SECONDS = 300
LOOK_SECONDS = 3.0
LOG_LINES = 40
_ASSIGNED = re.compile(r"^(?:# *)?([A-Z]\w*)=", re.MULTILINE)
_CRASH = "kill -9 -1"
"""All processes but the first, which ends with the one that it started."""


@dataclass(frozen=True)
class Container:
    """What the engine says about a container of the project.

    `state`: `running`, `exited` …; `health`: empty without a check; `number`: of its service's.
    """

    id: str
    service: str
    number: int
    state: str
    health: str = ""
    exit_code: int = 0

    def is_ready(self, service: Mapping[str, Any]) -> bool:
        """Tell whether it is as it should be, by what the Compose file says of its service."""
        if self.service == MIGRATION:
            return (self.state, self.exit_code) == ("exited", 0)
        return self.state == "running" and self.health == ("healthcheck" in service) * "healthy"

    @property
    def name(self) -> str:
        """What Compose calls it within the project."""
        return f"{self.service}-{self.number}"

    def describe(self) -> str:
        """Return it in words."""
        how = f"exited with {self.exit_code}" if self.state == "exited" else self.state
        return f"{self.name}: {how}{self.health and f', {self.health}'}"


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


def fill_in_example(example: str, ports: Mapping[str, int]) -> dict[str, str]:
    """Return the variables of .env: what docs/docker.md fills in, the sandbox, and ports."""
    empty = re.findall(r"^(\w+)=$", example, re.MULTILINE)
    filled = {name: secrets.token_hex(32) for name in empty}
    filled["AIRFLOW_FERNET_KEY"] = Fernet.generate_key().decode()
    return {**filled, **sandbox_lines(example), **{name: str(port) for name, port in ports.items()}}


def env_file(variables: Mapping[str, str]) -> str:
    """Return variables as a file for Compose."""
    return "".join(f"{name}='{value}'\n" for name, value in variables.items())


def override(services: Mapping[str, Any], image: str, webhooks_file: Path) -> str:
    """Return a Compose file that has our services use an image and an environment of their own."""
    ours = services[MIGRATION]["image"]
    lines = [f"  {name}: {{image: '{image}'}}\n" for name, service in services.items()
             if service["image"] == ours and not service.get("env_file")]  # fmt: skip
    lines += [
        f"  {name}: {{image: '{image}', env_file: !override [{json.dumps(str(webhooks_file))}]}}\n"
        for name, service in services.items()
        if service.get("env_file")
    ]
    return "".join(["services:\n", *lines])


def check_command(words: Sequence[str]) -> None:
    """Look whether an engine's command is there, new enough, and reaches its engine.

    :raises ServiceError: if not, in a sentence
    """
    command = shlex.join([*words, "compose"])
    if shutil.which(words[0]) is None:
        raise ServiceError(f"there is no command {words[0]} on this machine")
    try:
        version = run_command([*words, "compose", "version"], os.environ)
    except ServiceError as error:
        raise ServiceError(f"`{command}` does not work: {error}") from None
    if version_of(version) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise ServiceError(f"`{command}` says {version.strip()}, and {wanted} or newer is needed")
    try:
        run_command([*words, "compose", "ls", "--quiet"], os.environ)
    except ServiceError as error:
        raise ServiceError(f"`{command}` does not reach its engine: {error}") from None


def run_command(
    words: Sequence[str],
    environment: Mapping[str, str],
    *,
    shown: str = "",
    may_fail: bool = False,
    patience_seconds: float = CALL_SECONDS,
) -> str:
    """Run a command of the engine; return what it prints.

    In a session of its own: Ctrl-C ends this process, and then what it started.

    :param shown: what errors call it; default: all words
    :raises ServiceError: if it fails or takes too long, with the last lines that it printed
    """
    shown = shown or shlex.join(words)
    process = subprocess.Popen(
        words, env=dict(environment), cwd=REPOSITORY, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        printed = process.communicate(timeout=patience_seconds)
    except subprocess.TimeoutExpired:
        raise ServiceError(f"`{shown}` takes over {patience_seconds:.0f} s") from None
    finally:
        if process.poll() is None:
            end_family(process.pid)
    out, err = (text.decode(errors="replace") for text in printed)
    if process.returncode and not may_fail:
        said = "\n".join((out + err).strip().splitlines()[-LOG_LINES:])
        raise ServiceError(f"`{shown}`: {said}")
    return out


def without_variables_of(example: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment less what .env may have: to Compose, it would win over the file."""
    named = set(_ASSIGNED.findall(example))
    return {name: value for name, value in environment.items() if name not in named}


def version_of(text: str) -> tuple[int, ...]:
    """Return the first version in a text as numbers; empty if there is none."""
    match = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
    return tuple(map(int, match.groups())) if match else ()


def parse_ps(text: str) -> list[Container]:
    """Read what `compose ps --format json` prints: an array, or an object in each line."""
    listed = json.loads(text) if text.lstrip().startswith("[") else [
        json.loads(line) for line in text.splitlines() if line.strip()
    ]  # fmt: skip
    return sorted(
        (
            Container(
                each["ID"], each["Service"], int(re.findall(r"\d+$", each["Name"])[0]),
                each["State"], each.get("Health") or "", int(each.get("ExitCode") or 0),
            )
            for each in listed
        ),
        key=lambda container: (container.service, container.number),
    )  # fmt: skip


def _free_ports() -> dict[str, int]:
    ports: set[int] = set()
    while len(ports) < len(PORTS):
        ports.add(free_port())
    return dict(zip(PORTS, ports, strict=True))


def _read(file: str) -> str:
    return (REPOSITORY / file).read_text(encoding="utf-8")
