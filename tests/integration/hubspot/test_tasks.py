"""The bodies of the push's tasks: what waits for HubSpot holds no worker."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from airflow.sdk.exceptions import AirflowRescheduleException, AirflowSkipException
from sqlalchemy.engine import make_url

from tests.builders import TOKEN, World, add_contact, address, query
from webinar_sync.hubspot.push.steps import STEPS
from webinar_sync.tasks import push_hubspot, reconcile_hubspot, sync_webinars
from webinar_sync.warehouse import locks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import SimpleNamespace

    from local.postgres import Cluster
    from sandbox.hubspot.server import HubspotSandbox
    from webinar_sync.warehouse.engine import Warehouse


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
    connections = {
        "AIRFLOW_CONN_HUBSPOT_DEFAULT": {
            "conn_type": "hubspot",
            "host": world.hubspot_client().config.base_url,
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
    for name, connection in connections.items():
        monkeypatch.setenv(name, json.dumps(connection))
    return sandbox


@pytest.fixture
def dag_run(enter_task: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    """Return the Dag run that the tasks are part of."""
    return enter_task("push_hubspot")


def test_the_steps_one_after_the_other_push_everything(
    hubspot: HubspotSandbox, warehouse: Warehouse, dag_run: SimpleNamespace
) -> None:
    add_contact(warehouse, "ann")

    assert push_hubspot.begin_push(dag_run, is_dry=True, with_refused=False) is False
    assert hubspot.log.entries == []
    assert push_hubspot.begin_push(dag_run, is_dry=False, with_refused=False) is True
    for name in STEPS:
        push_hubspot.run_push_step(dag_run, name, with_refused=False)

    assert push_hubspot.report_push(dag_run)["contacts_created"] == 1
    assert list(hubspot.snapshot()["contacts"]) == [address("ann")]
    assert push_hubspot.begin_push(dag_run, is_dry=False, with_refused=False) is False
    is_begun = push_hubspot.begin_push(dag_run, is_dry=False, with_refused=False, take_over=True)
    assert is_begun is True


def test_the_days_limit_defers_the_task_until_the_accounts_midnight(
    hubspot: HubspotSandbox, warehouse: Warehouse, dag_run: SimpleNamespace
) -> None:
    add_contact(warehouse, "ann")
    hubspot.faults.add("daily_429", "objects/2026-03/contacts/batch/create")
    push_hubspot.begin_push(dag_run, is_dry=False, with_refused=False)
    push_hubspot.run_push_step(dag_run, "refresh_mirror", with_refused=False)

    with pytest.raises(AirflowRescheduleException) as caught:
        push_hubspot.run_push_step(dag_run, "push_contacts", with_refused=False)

    # It is noon UTC, and the account is in New York.
    midnight = datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert midnight < caught.value.reschedule_date <= midnight + timedelta(minutes=5)
    assert query(warehouse, "select code from sync.errors where cleared_at is null") == [
        ("daily_limit",)
    ]

    hubspot.faults.clear()
    assert (
        push_hubspot.run_push_step(dag_run, "push_contacts", with_refused=False)["contacts_created"]
        == 1
    )
    assert query(warehouse, "select code from sync.errors where cleared_at is null") == []


def test_a_move_to_another_data_centre_defers_the_task_as_long_as_hubspot_says(
    hubspot: HubspotSandbox, warehouse: Warehouse, dag_run: SimpleNamespace
) -> None:
    add_contact(warehouse, "ann")
    hubspot.faults.add("moving_477", "batch/read", seconds=3 * 3600)
    push_hubspot.begin_push(dag_run, is_dry=False, with_refused=False)

    with pytest.raises(AirflowRescheduleException) as caught:
        push_hubspot.run_push_step(dag_run, "refresh_mirror", with_refused=False)

    until = hubspot.clock.now() + timedelta(hours=3)
    assert until < caught.value.reschedule_date <= until + timedelta(minutes=5)


def test_a_task_that_finds_another_push_under_way_comes_back(
    hubspot: HubspotSandbox, warehouse: Warehouse, dag_run: SimpleNamespace
) -> None:
    add_contact(warehouse, "ann")
    with warehouse.session_lock(locks.PUSH) as is_free:
        assert is_free
        with pytest.raises(AirflowRescheduleException):
            push_hubspot.run_push_step(dag_run, "refresh_mirror", with_refused=False)

    assert hubspot.log.entries == []


@pytest.mark.usefixtures("hubspot")
def test_without_the_connection_everything_is_skipped(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, dag_run: SimpleNamespace
) -> None:
    add_contact(warehouse, "ann")
    monkeypatch.delenv("AIRFLOW_CONN_HUBSPOT_DEFAULT")

    assert push_hubspot.begin_push(dag_run, is_dry=False, with_refused=False) is False
    for body in (
        lambda: push_hubspot.run_push_step(dag_run, "push_contacts", with_refused=False),
        lambda: reconcile_hubspot.reconcile_hubspot(dag_run, None),
    ):
        with pytest.raises(AirflowSkipException):
            body()
    assert sync_webinars.load_marts(dag_run, {"account_id": "any", "label": "any"}) == {}
    assert query(warehouse, "select step, state from sync.run_steps order by began_at") == [
        ("check", "done"),
        ("load", "done"),
    ]
