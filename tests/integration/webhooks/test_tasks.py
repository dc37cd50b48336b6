"""The bodies of the Dag's tasks, by Airflow's connections: one account's trouble is its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from airflow.sdk.exceptions import AirflowSkipException
from sqlalchemy.engine import make_url

from tests.builders import account, at, execute, query, read_states, registrant, webinar
from webinar_sync.runs.report import RunFailedError
from webinar_sync.tasks import sync_webhooks
from webinar_sync.zoom.webhooks import read_event, store_event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import SimpleNamespace

    from local.postgres import Cluster
    from sandbox.zoom.model import Account
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

MORNING = at("18 08:00")
ANN = registrant("ann", registered_at=at("18 07:59"))
GOOD = account("good", [webinar(91000000001, at("20 10:00"), ANN)])
BAD = account("bad", [webinar(91000000002, at("20 10:00"), "ben")], app_active=False)


def connect(world: World, owner: Account, *, is_primary: bool) -> str:
    """Return what an Airflow connection to the sandbox's account says."""
    return json.dumps(
        {
            "conn_type": "zoom",
            "host": world.server.url,
            "login": owner.client_id,
            "password": owner.client_secret,
            "extra": {
                "account_id": owner.account_id,
                "token_url": f"{world.server.url}/oauth/token",
                "plan": "business",
                "primary": is_primary,
            },
        }
    )


@pytest.fixture
def world(
    make_world: Callable[..., World],
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> World:
    """Serve two accounts, of which Zoom lets one be read, and name them in connections."""
    world = make_world(GOOD, BAD, now=MORNING)
    url = make_url(cluster.url("test_warehouse"))
    warehouse = {
        "conn_type": "postgres",
        "login": url.username,
        "schema": url.database,
        "extra": {"host": url.query["host"]},
    }
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", json.dumps(warehouse))
    monkeypatch.setenv("AIRFLOW_CONN_ZOOM_DEFAULT", connect(world, GOOD, is_primary=True))
    monkeypatch.setenv("AIRFLOW_CONN_ZOOM_BAD", connect(world, BAD, is_primary=False))
    monkeypatch.setenv("AIRFLOW_VAR_ZOOM_CONN_IDS", '["zoom_bad"]')
    return world


def tell(warehouse: Warehouse, account_id: str, webinar_id: int) -> None:
    """Store the event of a registration."""
    about = {"id": webinar_id, "registrant": {"id": "r-ann", "email": "ann@people.example"}}
    body = {
        "event": "webinar.registration_created",
        "event_ts": round(MORNING.timestamp() * 1000),
        "payload": {"account_id": account_id, "object": about},
    }
    event = read_event(body, MORNING)
    assert event is not None
    store_event(warehouse, event)


def test_an_account_that_fails_or_is_not_connected_keeps_no_other_from_its_turn(
    world: World, warehouse: Warehouse, enter_task: Callable[..., SimpleNamespace]
) -> None:
    dag_run = enter_task("sync_webhooks", run_type="asset_triggered")
    for account_id, webinar_id in (("bad", 91000000002), ("gone", 5), ("good", 91000000001)):
        tell(warehouse, account_id, webinar_id)

    accounts = sync_webhooks.read_webinars(dag_run)
    assert accounts == [{"account_id": "good", "label": "zoom_default"}]
    with pytest.raises(RunFailedError, match="zoom_bad"):
        sync_webhooks.load_marts(dag_run, accounts)

    assert read_states(warehouse) == {"2026-11-20": {"ann": "registered"}}
    waiting = "select account_id, handled_at is null from zoom.webhook_events order by 1"
    assert query(warehouse, waiting) == [("bad", True), ("good", False)]  # nothing of the third
    assert warehouse.rows("zoom/count_due_webhooks")[0]["due"] == 0
    assert query(warehouse, "select state from sync.runs") == [("failed",)]


def test_with_nothing_due_nothing_is_done(
    world: World, warehouse: Warehouse, enter_task: Callable[..., SimpleNamespace]
) -> None:
    dag_run = enter_task("sync_webhooks", run_type="asset_triggered")
    with pytest.raises(AirflowSkipException):
        sync_webhooks.read_webinars(dag_run)
    with pytest.raises(AirflowSkipException):
        sync_webhooks.load_marts(dag_run, [])
    assert query(warehouse, "select state, message from sync.runs") == [
        ("success", "nothing was due")
    ]
    assert world.app.log.entries == []


def test_what_changed_nothing_is_not_loaded_and_ends_the_run(
    world: World, warehouse: Warehouse, enter_task: Callable[..., SimpleNamespace]
) -> None:
    dag_run = enter_task("sync_webhooks", run_type="asset_triggered")
    tell(warehouse, "good", 91000000001)
    sync_webhooks.load_marts(dag_run, sync_webhooks.read_webinars(dag_run))
    execute(warehouse, "update zoom.webhook_events set handled_at = null, due_at = now()")

    again = enter_task("sync_webhooks", run_id="again", run_type="asset_triggered")
    assert sync_webhooks.read_webinars(again) == []

    states = query(warehouse, "select state from sync.runs order by started_at")
    assert states == [("success",), ("success",)]
