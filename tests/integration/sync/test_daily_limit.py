"""Zoom's limit of a day: the run is deferred until after midnight, and reads the rest alone."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import make_url

from tests.builders import (
    World,
    add_fault,
    at,
    clear_faults,
    read_contacts,
    read_issues,
    read_marts,
    read_message_and_remedy,
    read_session_states,
    read_watermarks,
    requested_reports,
    run_nightly,
)
from tests.integration.sync.small_account import (
    EVERYBODY,
    LABEL,
    NAME,
    NAMES,
    NEXT,
    NIGHT,
    SMALL,
    expected,
)
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from local.postgres import Cluster
    from webinar_sync.warehouse.engine import Warehouse


@pytest.fixture
def airflow_connections(
    small: World, cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Name the sandbox's account and the warehouse in Airflow connections."""
    url = make_url(cluster.url("test_warehouse"))
    config = small.config(SMALL)
    connections = {
        "AIRFLOW_CONN_ZOOM_DEFAULT": {
            "conn_type": "zoom",
            "host": config.base_url,
            "login": config.client_id,
            "password": config.client_secret,
            "extra": {
                "account_id": config.account_id,
                "token_url": config.token_url,
                "plan": "business",
                "rate_share": 1,
            },
        },
        "AIRFLOW_CONN_WAREHOUSE": {
            "conn_type": "postgres",
            "login": url.username,
            "schema": url.database,
            "extra": {"host": url.query["host"]},
        },
    }
    for name, connection in connections.items():
        monkeypatch.setenv(name, json.dumps(connection))
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))


@pytest.fixture
def second_has_landed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the first session's report be requested only when the second's has landed."""
    from webinar_sync.zoom.client import ZoomClient
    from webinar_sync.zoom.landing import Landing

    landed = threading.Event()
    list_rows, keep = ZoomClient.list, Landing.keep

    def wait_and_list(self: Any, endpoint: Any, **options: Any) -> Any:
        if options.get("uuid") == "first==":
            assert landed.wait(120)
        return list_rows(self, endpoint, **options)

    def keep_and_say_so(self: Any, *values: Any, closing: Any = ()) -> None:
        keep(self, *values, closing=closing)
        if ("session", "second==") in closing:
            landed.set()

    monkeypatch.setattr(ZoomClient, "list", wait_and_list)
    monkeypatch.setattr(Landing, "keep", keep_and_say_so)
    yield
    landed.set()


@pytest.mark.usefixtures("airflow_connections", "second_has_landed")
def test_the_days_limit_defers_the_task_until_after_midnight(
    warehouse: Warehouse, small: World, enter_task: Callable[..., Any]
) -> None:
    from airflow.sdk.exceptions import AirflowRescheduleException

    from webinar_sync.runs.window import Window
    from webinar_sync.tasks import sync_webinars as tasks

    add_fault(small, "/first%3D%3D/", "daily_429")
    small.clock.set(NIGHT)
    window = Window(None, NIGHT, False)
    dag_run = enter_task("sync", run_id="limited")
    named = {
        "conn_id": "zoom_default",
        "account_id": NAME,
        "label": "zoom_default",
        "window": window.as_dict(),
    }
    Run(warehouse, "sync limited").begin("sync", "scheduled", window)

    with pytest.raises(AirflowRescheduleException) as caught:
        tasks.extract_account(dag_run, named, is_full=True)

    # Midnight by Zoom's clock, which the worker's is years away from.
    midnight = at("21 00:00")
    assert midnight < caught.value.reschedule_date <= midnight + timedelta(hours=1)
    assert read_issues(warehouse) == {("account", NAME, "daily_limit"): "open"}
    message, remedy = read_message_and_remedy(warehouse, "daily_limit")
    assert "zoom_default" in message
    assert "2026-11-21 00:00 UTC" in remedy
    landed = {name for name, state in read_session_states(warehouse).items() if state == "settled"}
    assert "second" in landed
    assert "first" not in landed
    assert requested_reports(small)["first"] == 1
    assert read_marts(warehouse) == [[], []]
    assert read_watermarks(warehouse) == {}

    # The same task, when its time has come.
    clear_faults(small)
    small.clock.set(at("21 00:01"))
    tasks.extract_account(dag_run, named, is_full=True)
    tasks.load_marts(dag_run, named)
    tasks.report_run(dag_run, [named])

    assert set(requested_reports(small)) == set(NAMES) - landed
    assert read_issues(warehouse) == {("account", NAME, "daily_limit"): "cleared"}
    assert read_marts(warehouse) == expected(
        {name: NIGHT if name in landed else at("21 00:01") for name in NAMES}
    )
    assert read_watermarks(warehouse) == {NAME: NIGHT}

    assert run_nightly(small, NEXT).success
    assert requested_reports(small) == {}


@pytest.mark.usefixtures("second_has_landed")
def test_the_run_after_a_days_limit_requests_the_rest_alone(
    warehouse: Warehouse, small: World
) -> None:
    add_fault(small, "/first%3D%3D/", "daily_429")

    report = run_nightly(small, NIGHT)

    assert not report.success
    assert LABEL in report.message
    assert read_issues(warehouse) == {("account", NAME, "daily_limit"): "open"}
    landed = {name for name, state in read_session_states(warehouse).items() if state == "settled"}
    assert "second" in landed

    clear_faults(small)
    requested_reports(small)
    report = run_nightly(small, NEXT)

    assert report.success, report.message
    assert set(requested_reports(small)) == set(NAMES) - landed
    assert read_issues(warehouse) == {("account", NAME, "daily_limit"): "cleared"}
    assert read_marts(warehouse) == expected(
        {name: NIGHT if name in landed else NEXT for name in NAMES}
    )
    assert read_contacts(warehouse) == EVERYBODY
