"""The shipped stack with the three accounts of `local.stack.scene`: begun, made to act, read."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import requests

from local.campaign.marts import compare, read_tables
from local.compose_files import load
from local.postgres import temporary_cluster
from local.processes import REPOSITORY
from local.stack import scene
from local.stack.access import LOOK_SECONDS, Access
from local.stack.services import Stack
from sandbox.hubspot import medium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from local.stack.engine import Engine

FILES = (REPOSITORY / "docker-compose.yaml", REPOSITORY / "deploy" / "celery.yaml")
NIGHTLY, PUSH, REGISTER, WAKE = (
    "sync_webinars_nightly", "push_hubspot", "register_contacts", "sync_webhooks",
)  # fmt: skip
# Not sync_webinars_hourly: a nightly run that finds an account being read waits for five minutes.
DAGS = (NIGHTLY, PUSH, "reconcile_hubspot", REGISTER, WAKE, "send_alerts", "erase_contact")
LATENCY_MS = 100
SETTLING_SECONDS = 1500
"""A killed task is noticed after 130 seconds, and tried again two minutes later."""
_BUSY = """
select dag_id || ' ' || state from dag_run where state in ('queued', 'running')
union all select 'an asset waits' from asset_dag_run_queue
"""
_OPEN = """
select 'requests' from registration.requests
where code is null or (answered_at is null and not is_expired and expires_at is not null)
union all select 'events' from zoom.webhook_events where handled_at is null and due_at <= now()
"""


@dataclass
class Ending:
    """What there is in the end: marts and the ledger, HubSpot, and what became of requests.

    `registrants`: how often each address is registered for a webinar to come, in Zoom.
    """

    tables: dict[str, frozenset[str]]
    hubspot: dict[str, Any]
    executions: list[dict[str, Any]] = field(default_factory=list)
    registrants: Counter[tuple[str, str]] = field(default_factory=Counter)


class Play:
    """The stack, and what can be done with it.

    :param epoch: the day at whose noon the sandbox's clock stands
    :param accounts: how many Zoom accounts are connected
    """

    def __init__(self, stack: Access, epoch: date, accounts: int = len(scene.CONN_IDS)) -> None:
        self.stack = stack
        self.epoch = epoch
        self.accounts = accounts

    def connect(self) -> None:
        """Connect the further accounts as in the UI."""
        zoom = self.stack.url("sandbox")
        for place, conn_id in list(enumerate(scene.CONN_IDS))[1:]:
            connection = zoom_connection(place, zoom)
            extra = json.dumps(connection.pop("extra"))
            self.stack.call(
                "POST", "/connections", connection_id=conn_id, **connection, extra=extra
            )
        names = json.dumps(scene.CONN_IDS[1:])
        self.stack.call("POST", "/variables", key="zoom_conn_ids", value=names)

    def unpause(self, *dag_ids: str) -> None:
        """Switch Dags on."""
        for dag_id in dag_ids:
            self.stack.unpause(dag_id)

    def begin_anew(self) -> None:
        """Empty the warehouse, and begin the sandbox anew; Airflow goes on."""
        self.stack.end("sandbox")
        self.stack.execute("drop database warehouse with (force)", "postgres")
        self.stack.execute("create database warehouse owner warehouse_owner", "postgres")
        self.stack.execute("revoke connect on database warehouse from public", "postgres")
        self.stack.run("airflow-init", "python", "-m", "webinar_sync", "migrate")
        self.prepare_warehouse()
        self.stack.start("sandbox")
        self.stack.wait_for_health("sandbox")

    def prepare_warehouse(self) -> None:
        """Let webinars that are over reach HubSpot, too."""
        self.stack.execute("update settings.sync set push_since = '2000-01-01'", "warehouse")

    def trigger(self, dag_id: str) -> str:
        """Start a run, and return its id."""
        run_id = f"manual__{datetime.now(UTC).isoformat()}"
        self.stack.call("POST", f"/dags/{dag_id}/dagRuns", logical_date=None, dag_run_id=run_id)
        return run_id

    def wait_for_run(self, dag_id: str, run_id: str) -> str:
        """Wait until a run has ended, and return its state."""
        (state,) = self.stack.wait_for_row(
            "select state from dag_run where dag_id = %(dag)s and run_id = %(run)s"
            " and state in ('success', 'failed')",
            patience_seconds=SETTLING_SECONDS,
            dag=dag_id,
            run=run_id,
        )
        return str(state)

    def run(self, dag_id: str) -> str:
        """Run a Dag once, and return the run's state."""
        return self.wait_for_run(dag_id, self.trigger(dag_id))

    def settle(self, patience_seconds: float = SETTLING_SECONDS) -> None:
        """Wait until nothing runs and nothing waits in an inbox.

        :raises TimeoutError: names what still does
        """
        deadline = time.monotonic() + patience_seconds
        quiet = 0
        left: list[str] = []
        while quiet < 3:
            if time.monotonic() > deadline:
                raise TimeoutError(f"not settled: {', '.join(left[:5])}")
            with suppress(psycopg.OperationalError):
                left = [row[0] for row in self.stack.query(_BUSY)]
                left += [row[0] for row in self.stack.query(_OPEN, "warehouse")]
                quiet = 0 if left else quiet + 1
            time.sleep(5 * LOOK_SECONDS)

    def executions(self) -> list[dict[str, Any]]:
        """Return what became of each contact in the sandbox's workflow."""
        url = f"{self.stack.hubspot_url()}/_sandbox/executions"
        return list(requests.get(url, timeout=60).json())

    def read_ending(self) -> Ending:
        """Return what there is, with names in place of what Zoom makes up."""
        tables = read_tables(self.stack.database_url("warehouse"))
        snapshot = requests.get(f"{self.stack.hubspot_url()}/_sandbox/snapshot", timeout=60).text
        for made_up, name in self._made_up():
            snapshot = snapshot.replace(json.dumps(made_up)[1:-1], name)
            tables = {
                table: frozenset(row.replace(made_up, name) for row in rows)
                for table, rows in tables.items()
            }
        return Ending(tables, json.loads(snapshot), self.executions(), self._registrants())

    def _made_up(self) -> list[tuple[str, str]]:
        """Return links and ids of registrants whom the action added: they depend on the order."""
        rows = self.stack.query(
            "select join_url, registrant_id, webinar_id || ' ' || email from registration.results",
            "warehouse",
        )
        links = [(link, f"link of {who}") for link, _, who in rows]
        return [*links, *((number, f"registrant {who}") for _, number, who in rows)]

    def _registrants(self) -> Counter[tuple[str, str]]:
        """Ask the sandbox's Zoom who is registered for the webinars to come."""
        zoom, registrants = self.stack.url("sandbox"), Counter[tuple[str, str]]()
        login = {"grant_type": "account_credentials", "account_id": "account-0"}
        token = requests.post(
            f"{zoom}/oauth/token", data=login, auth=("client-0", "client-secret-0"), timeout=60
        ).json()["access_token"]
        for webinar in scene.TARGETS:
            query = {"status": "approved", "page_size": "300"}
            while True:
                answer = requests.get(
                    f"{zoom}/v2/webinars/{webinar}/registrants", timeout=60, params=query,
                    headers={"Authorization": f"Bearer {token}"},
                ).json()  # fmt: skip
                registrants.update((webinar, row["email"]) for row in answer["registrants"])
                query["next_page_token"] = answer.get("next_page_token", "")
                if not query["next_page_token"]:
                    break
        return registrants


def zoom_connection(place: int, zoom_url: str) -> dict[str, Any]:
    """Return the connection of one of the Zoom accounts, as tasks need it."""
    return {
        "conn_type": "zoom",
        "host": zoom_url,
        "login": f"client-{place}",
        "password": f"client-secret-{place}",
        "extra": {
            "account_id": f"account-{place}",
            "token_url": f"{zoom_url}/oauth/token",
            "plan": "business",
            "brand": f"Brand {place}",
            "primary": place == 0,
        },
    }


def connections() -> dict[str, dict[str, str]]:
    """Return the variables of .env and .env.webhooks: where `{8181}` stands, a port is put in."""
    zoom, hubspot, webhooks = (f"http://127.0.0.1:{{{port}}}" for port in (8181, 8182, 8400))
    to_hubspot = {
        "conn_type": "hubspot", "host": hubspot, "password": medium.TOKEN,
        "extra": {"portal_id": medium.PORTAL_ID},
    }  # fmt: skip
    from_hubspot = {
        "conn_type": "hubspot",
        "extra": {
            "portal_id": medium.PORTAL_ID,
            "client_secret": medium.CLIENT_SECRET,
            "public_url": webhooks,
        },
    }
    from_zoom = {
        f"AIRFLOW_CONN_{conn_id.upper()}": json.dumps({
            "conn_type": "zoom",
            "extra": {"account_id": f"account-{place}",
                      "webhook_secret": scene.webhook_secret(place)},
        })
        for place, conn_id in enumerate(scene.CONN_IDS)
    }  # fmt: skip
    return {
        "tasks": {
            "AIRFLOW_CONN_ZOOM_DEFAULT": json.dumps(zoom_connection(0, zoom)),
            "AIRFLOW_CONN_HUBSPOT_DEFAULT": json.dumps(to_hubspot),
        },
        "webhooks": {
            "AIRFLOW_CONN_HUBSPOT_DEFAULT": json.dumps(from_hubspot),
            **from_zoom,
            "AIRFLOW_VAR_ZOOM_CONN_IDS": json.dumps(scene.CONN_IDS[1:]),
        },
    }


@contextmanager
def begun(*, celery: bool = True, folder: Path | None = None) -> Iterator[Play]:
    """Start the whole stack with the accounts, connect them, and end it with the block.

    :param folder: where logs go, and stay; default: one that is deleted in the end
    """
    home = folder or Path(tempfile.mkdtemp(prefix="ws-stack-"))
    epoch = datetime.now(UTC).date()
    sandbox = [
        sys.executable, "-m", "local.stack.scene", "--port", "8181", "--hubspot-port", "8182",
        "--epoch", str(epoch), "--latency-ms", str(LATENCY_MS),
    ]  # fmt: skip
    whole = load(FILES if celery else FILES[:1])
    with temporary_cluster() as cluster:
        # As the file's command says.
        connections_at_most = whole["services"]["postgres"]["command"][-1].partition("=")[2]
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            connection.execute(f"alter system set max_connections = {int(connections_at_most)}")
        cluster.restart()
        stack = Stack(whole, cluster, home / "opt", connections=connections(), sandbox=sandbox)
        try:
            stack.start_all()
            play = Play(stack, epoch)
            play.prepare_warehouse()
            play.connect()
            yield play
        finally:
            stack.stop()
    if folder is None:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def begun_by_engine(engine: Engine, logs: Path | None = None) -> Iterator[Play]:
    """Start the whole stack in an engine's containers, with the sandbox's one account.

    It is deleted with the block, or if it does not start.

    :param logs: a folder for what the services printed
    """
    try:
        engine.build()
        engine.start_all()
        yield Play(engine, datetime.now(UTC).date(), accounts=1)
    finally:
        engine.remove(logs)


def differences(ending: Ending, true: Ending) -> list[str]:
    """Return a line for each thing in which an ending is not like the true one."""
    lines = compare(ending.tables, true.tables)
    for kind in sorted(true.hubspot.keys() | ending.hubspot.keys()):
        here, there = ending.hubspot.get(kind), true.hubspot.get(kind)
        if here == there:
            continue
        if isinstance(here, dict) and isinstance(there, dict):
            lines += [
                f"HubSpot's {kind}: {key}: {here.get(key)} instead of {there.get(key)}"
                for key in sorted(here.keys() | there.keys())
                if here.get(key) != there.get(key)
            ]
        else:
            lines.append(f"HubSpot's {kind}: {here} instead of {there}")
    return lines


def broken_promises(ending: Ending, addresses: int) -> list[str]:
    """Return what the sandbox itself says is wrong: each request is answered, nobody twice there.

    :param addresses: how many contacts reached the action
    """
    broken = []
    if len(ending.executions) != addresses:
        broken.append(f"{len(ending.executions)} requests in HubSpot instead of {addresses}")
    for each in ending.executions:
        if each["outcomes"] != 1 or each["outputs"].get("status") != "registered":
            outcome = f"{each['outcomes']} outcomes, {each['outputs'].get('errorText')}"
            broken.append(f"request of contact {each['contact_id']}: {each['state']}, {outcome}")
    added = {who: times for who, times in ending.registrants.items() if "@crm." in who[1]}
    if len(added) != addresses:
        broken.append(f"{len(added)} contacts registered in Zoom instead of {addresses}")
    broken += [f"{who} is registered {times} times" for who, times in added.items() if times != 1]
    return broken
