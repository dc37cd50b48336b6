"""The Compose files pass their two checks, and these find what they are for."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner, Result

from local.compose_check import find_faults, main
from local.compose_files import load

REPOSITORY = Path(__file__).resolve().parents[3]
COMPOSE = "docker-compose.yaml"
CELERY = "deploy/celery.yaml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what the check reads, with empty folders for what it only looks for."""
    for name in ("dags", "deploy", "plugins", "include", "local", "sandbox"):
        (tmp_path / name).mkdir()
    names = (".env.example", ".env.webhooks.example", "Dockerfile", "requirements.txt")
    for name in (COMPOSE, CELERY, *names):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    return tmp_path


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def compare_with_schema(path: Path) -> Result:
    """Compare a Compose file with the Compose Specification, as `make lint` does."""
    return CliRunner().invoke(
        check_jsonschema, ["--builtin-schema", "vendor.compose-spec", str(path)]
    )


def test_the_repositorys_files_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert compare_with_schema(REPOSITORY / COMPOSE).exit_code == 0
    assert compare_with_schema(REPOSITORY / CELERY).exit_code == 0
    assert main([REPOSITORY / COMPOSE, REPOSITORY / CELERY]) == 0
    assert "fits this repository" in capsys.readouterr().out


def test_the_override_makes_a_valid_whole(tmp_path: Path) -> None:
    whole = load([REPOSITORY / COMPOSE, REPOSITORY / CELERY])
    (tmp_path / COMPOSE).write_text(yaml.safe_dump(whole), encoding="utf-8")

    assert compare_with_schema(tmp_path / COMPOSE).exit_code == 0
    assert whole["services"].keys() - load([REPOSITORY / COMPOSE])["services"].keys() == {
        "redis",
        "airflow-worker",
    }
    executors = {
        service["environment"]["AIRFLOW__CORE__EXECUTOR"]
        for name, service in whole["services"].items()
        # What deletes old records starts no task.
        if name.startswith("airflow-") and name != "airflow-cleaner"
    }
    assert executors == {"CeleryExecutor"}
    assert whole["services"]["airflow-init"]["build"]["context"] == "."


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("shm_size:", "shmsize:", r"services\.postgres: .*'shmsize'"),
        ("restart: unless-stopped", "restart: 3", r"restart: 3 is not of type 'string'"),
        ("services:\n", "services: [\n", "Failed to parse"),
    ],
)
def test_a_copy_that_is_no_compose_file_does_not_match_the_schema(
    copy: Path, old: str, new: str, message: str
) -> None:
    _replace(copy / COMPOSE, old, new)
    comparison = compare_with_schema(copy / COMPOSE)
    assert comparison.exit_code == 1
    assert re.search(message, comparison.output)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (COMPOSE, "image: postgres:18-trixie", "image: postgres", "image postgres,"),
        (COMPOSE, "image: postgres:18-trixie", "image: postgres:latest", "image postgres:latest,"),
        ("Dockerfile", ":slim-3.3.2-python3.12", "", "Dockerfile uses the image apache/airflow,"),
        (COMPOSE, "127.0.0.1:${AIRFLOW_PORT:-8080}", "0.0.0.0:8080", "port 0.0.0.0:8080:8080"),
        (COMPOSE, "127.0.0.1:${POSTGRES_PORT:-5432}:", "", "postgres opens the port 5432"),
        (COMPOSE, "- 127.0.0.1:${POSTGRES_PORT:-5432}:5432", "- {target: 5432}", "opens the port"),
        (COMPOSE, "init: true", "network_mode: host", "sandbox is on the host's network"),
        (COMPOSE, "context: .", "context: docker", "airflow-init is built from docker"),
        (COMPOSE, "required: false", "required: true", "cannot start without .env.webhooks"),
        (COMPOSE, "path: .env.webhooks", "path: .env.door", "of which there is no example"),
        (COMPOSE, "./include:", "./includes:", "airflow-init mounts ./includes, .* not exist"),
        (COMPOSE, "./include:", "../include:", "mounts ../include, which is outside"),
        (COMPOSE, "./include:", "~/include:", "mounts ~/include, which does not exist"),
        (COMPOSE, "- logins:", "- login:", "the volume login, which is not declared"),
        (COMPOSE, "source: databases", "source: database", "names database, .* among the configs"),
        ("Dockerfile", "slim-3.3.2", "slim-3.3.1", "Airflow 3.3.1, .* has 3.3.2"),
        ("requirements.txt", "apache-airflow==", "apache-airflow>=", "does not pin apache-airflow"),
        (".env.example", "AIRFLOW_FERNET_KEY", "FERNET_KEY", "AIRFLOW_FERNET_KEY has no default"),
        (".env.example", "AIRFLOW_CONN_ZOOM_DEFAULT", "ZOOM", "AIRFLOW_CONN_ZOOM_DEFAULT has no"),
        (COMPOSE, "  airflow-init:\n    <<", "  init:\n    <<", "on airflow-init, which is not a"),
        (CELERY, "redis:8-trixie", "redis", "The service redis uses the image redis,"),
        (CELERY, "volumes:\n  redis:", "volumes:\n  broker:", "mounts the volume redis, which"),
        (
            CELERY,
            "  redis:\n    image",
            "  broker:\n    image",
            "worker depends on redis, which",
        ),
        (CELERY, "{REDIS_PASSWORD:?", "{BROKER_PASSWORD:?", "BROKER_PASSWORD has no default"),
        (CELERY, "- ./dags:", "- ./dag:", "airflow-worker mounts ./dag, which does not exist"),
    ],
)
def test_a_broken_copy_fails_and_says_why(
    copy: Path, name: str, old: str, new: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [copy / COMPOSE, copy / CELERY]
    assert main(paths) == 0
    _replace(copy / name, old, new)
    assert main(paths) == 1
    assert re.search(message, capsys.readouterr().err)


def test_waiting_for_health_needs_a_health_check(copy: Path) -> None:
    document = yaml.safe_load((copy / COMPOSE).read_text(encoding="utf-8"))
    del document["services"]["airflow-apiserver"]["healthcheck"]
    (copy / COMPOSE).write_text(yaml.safe_dump(document), encoding="utf-8")
    assert find_faults(copy / COMPOSE) == [
        f"The service {name} waits for the health of airflow-apiserver, which has no check."
        for name in ("airflow-scheduler", "airflow-triggerer")
    ]
