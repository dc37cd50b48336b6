"""The bodies of the push's tasks: what waits for HubSpot holds no worker."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from airflow.sdk.exceptions import AirflowRescheduleException, AirflowSkipException
from sqlalchemy.engine import make_url

from tests.hubspot.marts import add_contact, address
from tests.worlds import TOKEN, World, query
from webinar_sync import dag_parts
from webinar_sync.hubspot.push.steps import PUSH_LOCK, STEPS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from local.postgres import Cluster
    from sandbox.hubspot.server import HubspotSandbox
    from webinar_sync.warehouse.engine import Warehouse


def context(**params: Any) -> dict[str, Any]:
    """Return what a task's body needs of Airflow's context."""
    return {
        "dag": SimpleNamespace(dag_id="push_hubspot"),
        "dag_run": SimpleNamespace(run_type="manual"),
        "run_id": "by hand",
        "params": params,
    }


@pytest.fixture
def hubspot(
    make_world: Callable[..., World],
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> HubspotSandbox:
    """Serve HubSpot, and name it and the warehouse in Airflow connections."""
    world = make_world()
    sandbox = world.connect_hubspot()
    url = make_url(cluster.url("test_warehouse"))
    given = {
        "AIRFLOW_CONN_HUBSPOT_DEFAULT": {
            "conn_type": "hubspot",
            "host": world.hubspot_client().settings.base_url,
            "password": TOKEN,
        },
        "AIRFLOW_CONN_WAREHOUSE": {
            "conn_type": "postgres",
            "login": url.username,
            "schema": url.database,
            "extra": {"host": url.query["host"]},
        },
    }
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    for name, connection in given.items():
        monkeypatch.setenv(name, json.dumps(connection))
    return sandbox


def test_the_steps_one_after_the_other_push_everything(
    hubspot: HubspotSandbox, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")

    assert dag_parts.begin_push(context(dry_run=True)) is False
    assert hubspot.log.entries == []
    assert dag_parts.begin_push(context()) is True
    for name in STEPS:
        dag_parts.push_step(context(), name)

    assert dag_parts.report_push(context())["contacts_created"] == 1
    assert list(hubspot.snapshot()["contacts"]) == [address("ann")]
    assert dag_parts.begin_push(context()) is False


def test_the_days_limit_puts_the_task_off_until_the_accounts_midnight(
    hubspot: HubspotSandbox, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    hubspot.faults.add("daily_429", "batch/upsert")
    dag_parts.begin_push(context())
    dag_parts.push_step(context(), "mirror")

    with pytest.raises(AirflowRescheduleException) as caught:
        dag_parts.push_step(context(), "contacts")

    # It is noon UTC, and the account is in New York.
    midnight = datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert midnight < caught.value.reschedule_date <= midnight + timedelta(minutes=5)
    assert query(warehouse, "select code from sync.errors where cleared_at is null") == [
        ("daily_limit",)
    ]

    hubspot.faults.clear()
    assert dag_parts.push_step(context(), "contacts")["contacts_created"] == 1
    assert query(warehouse, "select code from sync.errors where cleared_at is null") == []


def test_a_move_to_another_data_centre_puts_the_task_off_as_long_as_hubspot_says(
    hubspot: HubspotSandbox, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    hubspot.faults.add("moving_477", "batch/read", seconds=3 * 3600)
    dag_parts.begin_push(context())

    with pytest.raises(AirflowRescheduleException) as caught:
        dag_parts.push_step(context(), "mirror")

    until = hubspot.clock.now() + timedelta(hours=3)
    assert until < caught.value.reschedule_date <= until + timedelta(minutes=5)


def test_a_task_that_finds_another_push_under_way_comes_back(
    hubspot: HubspotSandbox, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    with warehouse.session_lock(PUSH_LOCK) as is_free:
        assert is_free
        with pytest.raises(AirflowRescheduleException):
            dag_parts.push_step(context(), "mirror")

    assert hubspot.log.entries == []


@pytest.mark.usefixtures("hubspot")
def test_without_the_connection_everything_is_skipped(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_contact(warehouse, "ann")
    monkeypatch.delenv("AIRFLOW_CONN_HUBSPOT_DEFAULT")

    assert dag_parts.begin_push(context()) is False
    for body in (
        lambda: dag_parts.push_step(context(), "contacts"),
        lambda: dag_parts.reconcile(context()),
    ):
        with pytest.raises(AirflowSkipException):
            body()
    assert dag_parts.mirror_hubspot(context(), {"label": "zoom_default"}) == {}
