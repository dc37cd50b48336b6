"""What an engine's command is told, and what it answers; the engine is a shell script here."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from local.compose_files import load
from local.processes import REPOSITORY
from local.stack.access import ServiceError
from local.stack.containers import Container, parse_ps
from local.stack.engine import FILES, Engine
from local.stack.engine_command import check_command, version_of
from local.stack.play import begun_by_engine
from local.stack.project_files import (
    env_file,
    fill_in_example,
    override,
    without_variables_of,
)
from tests.builders.docs import code_blocks, run_shell

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
SERVICES = load([REPOSITORY / file for file in FILES])["services"]
PORTS = {"AIRFLOW_PORT": 1, "POSTGRES_PORT": 2}
PRINTED: list[dict[str, Any]] = [
    {"ID": "b2", "Name": "check-airflow-worker-2", "Service": "airflow-worker",
     "State": "running", "Health": "starting", "ExitCode": 0},
    {"ID": "a1", "Name": "check-airflow-worker-1", "Service": "airflow-worker",
     "State": "running", "Health": "healthy", "ExitCode": 0},
    {"ID": "c3", "Name": "check-airflow-init-1", "Service": "airflow-init",
     "State": "exited", "Health": "", "ExitCode": 3},
]  # fmt: skip
READ = [
    Container("c3", "airflow-init", 1, "exited", "", 3),
    Container("a1", "airflow-worker", 1, "running", "healthy"),
    Container("b2", "airflow-worker", 2, "running", "starting"),
]


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """Return a command that writes down how it is called, and does what the test adds to it."""
    path = tmp_path / "engine"
    path.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/calls\n')
    path.chmod(0o755)
    return path


def add(engine: Path, words: str, commands: str) -> None:
    """Let the command do something when it is called with words."""
    with engine.open("a") as script:
        script.write(f'case "$*" in *"{words}"*) {commands} ;; esac\n')


def calls(engine: Path) -> list[str]:
    """Return how the command was called, less the options that all calls have."""
    lines = (engine.parent / "calls").read_text().splitlines()
    return [
        re.sub(r"^compose .*--profile sandbox (--progress quiet )?", "", line) for line in lines
    ]


@pytest.mark.parametrize(
    "text",
    ["".join(f"{json.dumps(each)}\n" for each in PRINTED), json.dumps(PRINTED, indent=2)],
    ids=["lines", "array"],
)
def test_containers_are_read_from_an_array_and_from_lines(text: str) -> None:
    assert parse_ps(text) == READ


def test_no_container_is_read_from_nothing() -> None:
    assert parse_ps("") == parse_ps("[]\n") == []


@pytest.mark.parametrize(
    ("container", "is_ready"),
    [
        (Container("1", "airflow-init", 1, "exited", "", 0), True),
        (Container("1", "airflow-init", 1, "exited", "", 1), False),
        (Container("1", "airflow-init", 1, "running"), False),
        (Container("1", "webhooks", 1, "running", "healthy"), True),
        (Container("1", "webhooks", 1, "running", "starting"), False),
        (Container("1", "webhooks", 1, "running"), False),
        (Container("1", "webhooks", 1, "restarting", "healthy"), False),
        (Container("1", "airflow-cleaner", 1, "running"), True),
        (Container("1", "airflow-cleaner", 1, "exited", "", 0), False),
    ],
)
def test_a_container_is_ready_as_its_file_says(container: Container, is_ready: bool) -> None:
    assert container.is_ready(SERVICES[container.service]) is is_ready


def test_what_the_docs_fill_in_is_filled_in(tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text(EXAMPLE)
    run_shell(code_blocks("docs/docker.md", "## Start", "sh")[0], tmp_path, os.environ)
    by_hand = dict(re.findall(r"^(\w+)=(.+)$", (tmp_path / ".env").read_text(), re.MULTILINE))

    filled = fill_in_example(EXAMPLE, PORTS)

    assert filled.keys() - by_hand.keys() == {
        "AIRFLOW_CONN_ZOOM_DEFAULT", "AIRFLOW_CONN_HUBSPOT_DEFAULT", *PORTS
    }  # fmt: skip
    assert {len(filled[name]) - len(by_hand[name]) for name in by_hand} == {0}
    assert len({filled[name] for name in by_hand}) == len(by_hand)
    assert set(re.findall(r"\$\{(\w+):\?", str(SERVICES))) <= by_hand.keys()


def test_the_connections_are_those_to_the_sandbox() -> None:
    filled = fill_in_example(EXAMPLE, PORTS)

    assert json.loads(filled["AIRFLOW_CONN_ZOOM_DEFAULT"])["host"] == "http://sandbox:8181"
    assert json.loads(filled["AIRFLOW_CONN_HUBSPOT_DEFAULT"])["host"] == "http://sandbox:8182"
    assert env_file(PORTS | {"NAME": '{"a": 1}'}).splitlines()[-1] == """NAME='{"a": 1}'"""


def test_a_shell_that_has_variables_of_an_installation_does_not_matter() -> None:
    shell = {"POSTGRES_PORT": "5432", "AIRFLOW_CONN_ZOOM_DEFAULT": "{}", "DOCKER_HOST": "there"}

    assert without_variables_of(EXAMPLE, shell) == {"DOCKER_HOST": "there"}


def test_image_and_environment_are_not_those_of_an_installation(tmp_path: Path) -> None:
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor(
        "!override", lambda loader, node: {"only": loader.construct_sequence(node)}
    )
    services = yaml.load(override(SERVICES, "own:1", tmp_path), Loader)["services"]

    others = {name for name, service in SERVICES.items() if "webinar-sync" not in service["image"]}
    assert others == {"postgres", "redis"}
    assert services.keys() == SERVICES.keys() - others
    assert {service["image"] for service in services.values()} == {"own:1"}
    assert services["webhooks"]["env_file"] == {"only": [str(tmp_path)]}


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Docker Compose version v2.24.5\n", (2, 24, 5)),
        ("Docker Compose version 2.29.7-desktop.1", (2, 29, 7)),
        ("something else", ()),
    ],
)
def test_versions_are_read(text: str, version: tuple[int, ...]) -> None:
    assert version_of(text) == version


def test_a_command_that_is_missing_is_named() -> None:
    with pytest.raises(ServiceError, match="there is no command no-such-engine on this machine"):
        check_command(["no-such-engine"])


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("echo no such plugin >&2; exit 1", "compose` does not work: .*no such plugin"),
        ("echo v2.24.3", "says v2.24.3, and 2.24.4 or newer is needed"),
        ("echo v2.24.4", "does not reach its engine: .*nobody there"),
    ],
)
def test_a_command_that_is_no_good_is_told_in_a_sentence(
    engine: Path, answer: str, sentence: str
) -> None:
    add(engine, "compose version", answer)
    add(engine, "compose ls", "echo nobody there >&2; exit 1")

    with pytest.raises(ServiceError, match=sentence):
        check_command([str(engine)])


def test_what_does_not_start_is_told_with_its_log_and_deleted(engine: Path) -> None:
    add(engine, "up --detach", "echo is unhealthy >&2; exit 1")
    add(engine, "ps --all", f"test -e $0.downed || echo '{json.dumps(PRINTED)}'")
    add(engine, "logs --no-color --tail 40 airflow-init", "echo no such table")
    add(engine, "down", "touch $0.downed")
    add(engine, "image ls", "echo 123")
    stack = Engine([str(engine)])

    with pytest.raises(ServiceError) as caught, begun_by_engine(stack):
        pass

    text = str(caught.value)
    assert "is unhealthy" in text
    assert "airflow-init-1: exited with 3" in text
    assert "airflow-worker-2: running, starting" in text
    assert "no such table" in text
    lines = calls(engine)
    assert lines[0] == "build"
    assert "down --volumes --remove-orphans --timeout 10" in lines
    assert lines[-1] == f"image rm {stack.project}:checked"
    projects = set(re.findall(r"--project-name (\S+)", (engine.parent / "calls").read_text()))
    assert projects == {stack.project} != {"webinar-sync"}


def test_what_may_be_left_is_told(engine: Path) -> None:
    add(engine, "ps --all", f"echo '{json.dumps(PRINTED)}'")

    with pytest.raises(ServiceError, match="may be left: containers are still there"):
        Engine([str(engine)]).remove()


def test_interrupted_it_deletes_everything(engine: Path) -> None:
    add(engine, "compose version", "echo v5.0.0")
    add(engine, "build", "kill -TERM $PPID; sleep 30")

    done = subprocess.run(
        [sys.executable, "-m", "local.stack", "--engine", str(engine)],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 130, done.stderr
    assert "down --volumes --remove-orphans --timeout 10" in calls(engine)
    assert done.stdout.splitlines()[-1] == "stopped"
