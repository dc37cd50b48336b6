"""Each service of the Compose files has the secrets that it needs, and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from local.compose_files import load

REPOSITORY = Path(__file__).resolve().parents[3]
BASE = REPOSITORY / "docker-compose.yaml"
CELERY = REPOSITORY / "deploy" / "celery.yaml"

NOT_SECRET = {
    "AIRFLOW_PORT", "WEBHOOKS_PORT", "POSTGRES_PORT", "HUBSPOT_SANDBOX_PORT", "IMAGE_EXTRAS",
    "AIRFLOW_KEEP_DAYS",
}  # fmt: skip
APIS = {"AIRFLOW_CONN_ZOOM_DEFAULT", "AIRFLOW_CONN_HUBSPOT_DEFAULT"}
DATABASE, WAREHOUSE, OWNER = "AIRFLOW_DB_PASSWORD", "WAREHOUSE_PASSWORD", "WAREHOUSE_OWNER_PASSWORD"
PAGES, DOOR = "WAREHOUSE_PAGES_PASSWORD", "WAREHOUSE_DOOR_PASSWORD"
FERNET, TOKENS, LOGS = "AIRFLOW_FERNET_KEY", "AIRFLOW_JWT_SECRET", "AIRFLOW_API_SECRET_KEY"
REDIS = "REDIS_PASSWORD"
ON_ONE_MACHINE = {
    "postgres": {"POSTGRES_PASSWORD", DATABASE, OWNER, WAREHOUSE, PAGES, DOOR},
    "airflow-init": {DATABASE, OWNER},
    "airflow-apiserver": {DATABASE, PAGES, FERNET, TOKENS, LOGS},
    "airflow-scheduler": {DATABASE, WAREHOUSE, TOKENS, LOGS, *APIS},
    "airflow-dag-processor": {DATABASE, WAREHOUSE, FERNET},
    "airflow-triggerer": {DATABASE, DOOR, FERNET},
    "airflow-cleaner": {DATABASE},
    "webhooks": {DOOR, ".env.webhooks"},
    "sandbox": set(),
}
WITH_CELERY = {
    **ON_ONE_MACHINE,
    "redis": {REDIS},
    "airflow-scheduler": {DATABASE, TOKENS, REDIS},
    "airflow-worker": {WAREHOUSE, LOGS, REDIS, *APIS},
}
_VARIABLE = re.compile(r"\$\{(\w+)")


def secrets_of(service: dict[str, Any]) -> set[str]:
    """Return the variables and files by which a service gets secrets."""
    named = set(_VARIABLE.findall(json.dumps(service)))
    environment = service.get("environment") or {}
    passed_on = {name for name, value in environment.items() if value is None}
    files = {file["path"] for file in service.get("env_file") or []}
    return (named | passed_on | files) - NOT_SECRET


def named_in_example() -> set[str]:
    text = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("paths", "expected"), [([BASE], ON_ONE_MACHINE), ([BASE, CELERY], WITH_CELERY)]
)
def test_each_service_has_the_secrets_that_it_needs_and_no_other(
    paths: list[Path], expected: dict[str, set[str]]
) -> None:
    services = load(paths)["services"]

    assert {name: secrets_of(service) for name, service in services.items()} == expected


def test_every_secret_that_is_asked_for_is_of_some_service() -> None:
    used = set().union(*WITH_CELERY.values()) - {".env.webhooks"}

    assert named_in_example() - NOT_SECRET == used


def test_no_service_but_the_one_that_migrates_logs_in_as_the_warehouses_owner() -> None:
    services = load([BASE, CELERY])["services"]
    logins = {
        name: json.loads(connection)["login"]
        for name, service in services.items()
        if (connection := (service.get("environment") or {}).get("AIRFLOW_CONN_WAREHOUSE"))
    }

    assert logins.pop("airflow-init") == "warehouse_owner"
    assert set(logins.values()) == {"warehouse", "warehouse_pages", "warehouse_door"}


def test_what_a_database_is_opened_with_is_what_it_was_made_with() -> None:
    """A service's login, its password's variable and its database are those of the first start."""
    whole = load([BASE, CELERY])
    made = whole["configs"]["databases"]["content"]
    variables = dict(re.findall(r"\\getenv (\w+) (\w+)", made))
    passwords = {
        login: variables[name]
        for login, name in re.findall(r"create role (\w+) login password :'(\w+)'", made)
    }
    owners = dict(re.findall(r"create database (\w+) owner (\w+)", made))

    assert passwords == {
        "airflow": DATABASE,
        "warehouse_owner": OWNER,
        "warehouse": WAREHOUSE,
        "warehouse_pages": PAGES,
        "warehouse_door": DOOR,
    }
    assert owners == {"airflow": "airflow", "warehouse": "warehouse_owner"}
    for service in whole["services"].values():
        environment = service.get("environment") or {}
        if url := environment.get("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"):
            assert re.search(r"//(\w+):\$\{(\w+).*@postgres/(\w+)$", url).groups() == (  # type: ignore[union-attr]
                "airflow", DATABASE, "airflow",
            )  # fmt: skip
        if text := environment.get("AIRFLOW_CONN_WAREHOUSE"):
            connection = json.loads(text)
            assert connection["schema"] == "warehouse"
            assert f"${{{passwords[connection['login']]}:?" in connection["password"]


def test_the_examples_of_connections_are_json() -> None:
    for name in (".env.example", ".env.webhooks.example"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        connections = re.findall(r"^# AIRFLOW_CONN_\w+='(.*)'$", text, re.MULTILINE)
        assert connections, name
        assert {json.loads(connection)["conn_type"] for connection in connections} <= {
            "zoom", "hubspot",
        }  # fmt: skip


def test_who_may_send_webhooks_is_told_without_a_token_of_an_api() -> None:
    text = (REPOSITORY / ".env.webhooks.example").read_text(encoding="utf-8")
    for connection in re.findall(r"^# AIRFLOW_CONN_\w+='(.*)'$", text, re.MULTILINE):
        assert set(json.loads(connection)) == {"conn_type", "extra"}
