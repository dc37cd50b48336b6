"""The Compose file's databases, roles and webhooks, without Docker.

Its SQL makes the databases, its owner migrates, and its command serves the webhooks in a process
that has the environment of the service and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import requests

from local.airflow import free_port
from local.compose_files import load
from local.postgres import temporary_cluster
from local.processes import REPOSITORY, end_family, watchdog
from local.stack.compose import environment_of, make_databases, on_cluster
from sandbox.hubspot.workflows import sign as sign_as_hubspot
from sandbox.zoom.webhooks import sign as sign_as_zoom
from tests.builders.webhooks import example_bodies
from tests.integration.warehouse.catalog import execute, url_of
from tests.integration.web.hubspot_calls import OPTIONS, PORTAL, REGISTER, call
from tests.integration.web.zoom_calls import EVENTS
from webinar_sync.warehouse.migrations import Migrated, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.postgres import Cluster

PATIENCE_SECONDS = 120
WHOLE = load([REPOSITORY / "docker-compose.yaml"])
SERVICE = WHOLE["services"]["webhooks"]
ACCOUNT_ID, ZOOM_SECRET, HUBSPOT_SECRET = "acc-main", "zooms-secret-token", "hubspots-secret"
PASSWORDS = {
    name: f"password-of-{name.lower().replace('_', '-')}"
    for name in WHOLE["services"]["postgres"]["environment"]
}


@dataclass(frozen=True)
class Served:
    """The webhooks of the Compose file, and what they stand on."""

    cluster: Cluster
    migrated: Migrated
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def post(self, path: str, content: bytes, headers: dict[str, str]) -> requests.Response:
        return requests.post(self.url + path, data=content, headers=headers, timeout=60)

    def post_as_hubspot(self, path: str, body: object, secret: str) -> requests.Response:
        content = json.dumps(body).encode()
        url = self.url + path
        return self.post(path, content, sign_as_hubspot(secret, "POST", url, content, time.time()))


def example_connection(name: str, **extra: object) -> str:
    """Return the first example of a connection in .env.webhooks.example, filled in."""
    text = (REPOSITORY / ".env.webhooks.example").read_text(encoding="utf-8")
    examples = re.findall(rf"^# AIRFLOW_CONN_{name}='(.*)'$", text, re.MULTILINE)
    connection = json.loads(examples[0])
    assert connection["extra"].keys() == extra.keys()
    return json.dumps({**connection, "extra": extra})


def environment(cluster: Cluster, url: str, folder: Path) -> dict[str, str]:
    """Return what the service's process sees: its own variables, and those of the image."""
    own = environment_of(SERVICE, PASSWORDS)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "AIRFLOW_HOME": str(folder),
        "PYTHONPATH": str(REPOSITORY / "plugins"),
        **own,
        "AIRFLOW_CONN_WAREHOUSE": on_cluster(own["AIRFLOW_CONN_WAREHOUSE"], cluster),
        "AIRFLOW_CONN_HUBSPOT_DEFAULT": example_connection(
            "HUBSPOT_DEFAULT", portal_id=PORTAL, client_secret=HUBSPOT_SECRET, public_url=url
        ),
        "AIRFLOW_CONN_ZOOM_DEFAULT": example_connection(
            "ZOOM_DEFAULT", account_id=ACCOUNT_ID, webhook_secret=ZOOM_SECRET
        ),
    }


def wait_until_healthy(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Ask as the service's health check does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(requests.ConnectionError):
            assert requests.get(f"{url}/health/live", timeout=60).status_code == 200
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Make the databases, migrate as their owner, and start the service's command."""
    folder = tmp_path_factory.mktemp("webhooks")
    log = folder / "log"
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    inside = re.search(r":(\d+)/", SERVICE["healthcheck"]["test"][-1])
    assert inside is not None
    assert SERVICE["ports"][0].endswith(f":{inside[1]}")
    changed = {"python": sys.executable, "0.0.0.0": "127.0.0.1", inside[1]: str(port)}
    command = [changed.get(word, word) for word in (*SERVICE["entrypoint"], *SERVICE["command"])]
    with temporary_cluster() as cluster, log.open("wb") as output:
        make_databases(WHOLE, cluster, PASSWORDS)
        migrated = migrate(url_of(cluster, "warehouse", "warehouse_owner"))
        process = subprocess.Popen(
            command, env=environment(cluster, url, folder), cwd=folder, stdout=output, stderr=output
        )
        with watchdog("--family", str(process.pid)):
            wait_until_healthy(process, url, log)
            yield Served(cluster, migrated, url, process, log)
            end_family(process.pid)


def test_the_warehouses_owner_may_migrate_and_nothing_is_left_for_an_administrator(
    served: Served,
) -> None:
    assert served.migrated.applied
    assert served.migrated.advice is None


def test_tasks_and_webhooks_may_write_rows_and_change_no_table(served: Served) -> None:
    url = url_of(served.cluster, "warehouse", "warehouse")

    execute(url, "update settings.sync set push_since = push_since")
    for statement in ("drop table registration.requests", "create table zoom.mine ()"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(url, statement)


@pytest.mark.parametrize(
    ("login", "database"), [("airflow", "warehouse"), ("warehouse", "airflow")]
)
def test_no_program_may_enter_anothers_database(served: Served, login: str, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        execute(url_of(served.cluster, database, login), "select 1")


def test_a_contact_whom_hubspot_signed_for_is_stored(served: Served) -> None:
    response = served.post_as_hubspot(REGISTER, call("ap-4711-1-7-0"), HUBSPOT_SECRET)

    assert response.status_code == 200, served.log.read_text(encoding="utf-8")
    assert response.json()["outputFields"]["hs_execution_state"] == "BLOCK"
    stored = execute(
        served.cluster.url("warehouse"), "select request_key from registration.requests"
    )
    assert stored == [("ap-4711-1-7-0",)]


def test_the_editor_is_answered_from_the_warehouse(served: Served) -> None:
    body: dict[str, Any] = {"origin": {"portalId": PORTAL}, "fetchOptions": {"q": "", "after": ""}}
    response = served.post_as_hubspot(OPTIONS, body, HUBSPOT_SECRET)

    assert (response.status_code, response.json()["options"]) == (200, [])


def test_an_event_that_zoom_signed_is_stored(served: Served) -> None:
    content = json.dumps(example_bodies(ACCOUNT_ID)["webinar.ended"]).encode()
    response = served.post(EVENTS, content, sign_as_zoom(ZOOM_SECRET, content, time.time()))

    assert (response.status_code, response.json()) == (200, {"status": "stored"})
    stored = execute(served.cluster.url("warehouse"), "select event from zoom.webhook_events")
    assert stored == [("webinar.ended",)]


def test_what_others_sign_is_refused(served: Served) -> None:
    assert served.post_as_hubspot(REGISTER, call("ap-2"), "another").status_code == 401
    assert served.post(REGISTER, b"{}", {}).status_code == 401


def test_it_writes_nothing_of_what_is_sent_and_ends_when_it_is_asked_to(served: Served) -> None:
    served.post_as_hubspot(REGISTER, call("ap-4711-3-7-0"), HUBSPOT_SECRET)
    served.process.terminate()

    served.process.wait(PATIENCE_SECONDS)
    text = served.log.read_text(encoding="utf-8")
    assert "ann@people.example.com" not in text
    assert not [
        secret for secret in (HUBSPOT_SECRET, ZOOM_SECRET, *PASSWORDS.values()) if secret in text
    ]
