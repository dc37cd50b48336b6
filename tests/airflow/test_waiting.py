"""Runs that must wait: the account is busy, or out of requests. They hold no worker meanwhile."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from sandbox.clock import SandboxClock
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app
from tests.airflow.accounts import AWKWARD, LIMITED
from tests.airflow.command import TIMEOUT_SECONDS
from tests.airflow.station import ALWAYS_FILLED, FORGET, HOURLY, NIGHTLY
from tests.airflow.workers import wait_until_nobody_works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.airflow.station import Station


@dataclass
class Busy:
    """The session that holds the account, and two runs that meet it held: Dag and run id."""

    session: psycopg.Connection[Any]
    scheduled: tuple[str, str]
    exact: tuple[str, str]


@pytest.fixture(scope="module")
def busy(station: Station, first_run: dict[str, Any]) -> Iterator[Busy]:
    """Hold the account, as another run would, while a run without a window and one with meet it."""
    with psycopg.connect(station.cluster.url("station_warehouse"), autocommit=True) as session:
        lock = session.execute(
            "select pg_try_advisory_lock(hashtextextended(%s, 0))",
            [f"extract {AWKWARD.account_id}"],
        ).fetchone()
        assert lock == (True,)
        busy = Busy(
            session,
            scheduled=(HOURLY, station.trigger(HOURLY)),
            exact=(NIGHTLY, station.trigger(NIGHTLY, **{"from": "2026-11-10"})),
        )
        station.wait_for_task(*busy.scheduled, "report_run")
        station.wait_for_task(*busy.exact, "extract_account")
        yield busy
    for dag_id, run_id in (busy.scheduled, busy.exact):
        if station.airflow.call("GET", f"/dags/{dag_id}/dagRuns/{run_id}")["state"] == "running":
            station.end(dag_id, run_id)


def test_a_scheduled_run_that_finds_the_account_busy_skips_it(station: Station, busy: Busy) -> None:
    run = station.airflow.wait_for_run(*busy.scheduled)

    tasks = station.task_instances(*busy.scheduled)
    assert run["state"] == "success"
    assert {name: task["state"] for name, task in tasks.items()} == {
        "begin_run": "success",
        "extract_account": "skipped",
        "load_marts": "skipped",
        "report_run": "success",
    }
    assert account_states(station, *busy.scheduled) == ["skipped"]


def account_states(station: Station, dag_id: str, run_id: str) -> list[str]:
    """Return what the warehouse says of the accounts of a run."""
    states = station.query(
        f"select state from sync.run_accounts where run_id = '{dag_id} {run_id}' order by label"
    )
    return [state for (state,) in states]


def test_a_run_of_a_window_waits_five_minutes_and_holds_no_worker(
    station: Station, busy: Busy
) -> None:
    waiting = station.task_instances(*busy.exact)["extract_account"]

    assert (waiting["state"], waiting["try_number"]) == ("up_for_reschedule", 1)
    ((ended, until),) = reschedules(station, busy.exact[1])
    assert timedelta(minutes=4, seconds=50) < until - ended <= timedelta(minutes=5)
    assert wait_until_nobody_works() == []


def reschedules(station: Station, run_id: str) -> list[tuple[Any, ...]]:
    """Return when tasks of a run gave up their turn, and when they come back."""
    return station.query(
        "select task_reschedule.end_date, reschedule_date from task_reschedule"
        " join task_instance on task_instance.id = task_reschedule.ti_id"
        f" where run_id = '{run_id}'",
        "station_airflow",
    )


def test_a_run_that_waited_resumes_once_the_account_is_free(station: Station, busy: Busy) -> None:
    busy.session.close()

    station.clear(*busy.exact, "extract_account")
    run = station.airflow.wait_for_run(*busy.exact)

    assert run["state"] == "success"
    assert account_states(station, *busy.exact) == ["done"]


@dataclass
class OutOfRequests:
    """A run of two accounts, one of which has used up its requests of the day."""

    run_id: str
    tasks: dict[tuple[str, str], dict[str, Any]]
    marts: tuple[dict[str, list[str]], dict[str, list[str]]]


@pytest.fixture
def out_of_requests(station: Station, first_run: dict[str, Any]) -> Iterator[OutOfRequests]:
    """Run while Zoom refuses one account until tomorrow; marts must be computed anew."""
    clock = SandboxClock(datetime.now(UTC), ticking=True)
    sandbox = create_zoom_app([LIMITED], clock, enforce_limits=False)
    sandbox.faults.add({"kind": "daily_429", "path_contains": "/v2/"})
    before = station.rows("marts")
    with run_in_thread(sandbox) as server:
        station.connect("zoom_limited", station.zoom_connection(LIMITED, url=server.url))
        with station.accounts("zoom_limited"):
            station.execute(FORGET)
            run_id = station.trigger(NIGHTLY)
            try:
                tasks = wait_for_accounts(station, run_id)
                yield OutOfRequests(run_id, tasks, (before, station.rows("marts")))
            finally:
                station.end(NIGHTLY, run_id)
        station.airflow.call("DELETE", "/connections/zoom_limited")
    station.tokens += sandbox.issued_tokens()


def wait_for_accounts(
    station: Station, run_id: str, timeout: float = TIMEOUT_SECONDS
) -> dict[tuple[str, str], dict[str, Any]]:
    """Wait until one account is loaded and the other waits; return tasks by name and account."""
    deadline = time.monotonic() + timeout
    states: dict[tuple[str, str], str] = {}
    while time.monotonic() < deadline:
        listing = station.airflow.call("GET", f"/dags/{NIGHTLY}/dagRuns/{run_id}/taskInstances")
        tasks = {
            (task["task_id"].split(".")[-1], task["rendered_map_index"]): task
            for task in listing["task_instances"]
        }
        states = {key: task["state"] for key, task in tasks.items()}
        if (
            states.get(("load_marts", "zoom_default")) in ("success", "failed")
            and states.get(("extract_account", "zoom_limited")) in ("up_for_reschedule", "failed")
        ):  # fmt: skip
            return tasks
        time.sleep(0.5)
    raise TimeoutError(f"the tasks are {states}")


def test_an_account_out_of_requests_waits_for_midnight_and_holds_up_nobody(
    station: Station, out_of_requests: OutOfRequests
) -> None:
    waiting = out_of_requests.tasks["extract_account", "zoom_limited"]
    loaded = out_of_requests.tasks["load_marts", "zoom_default"]
    before, after = out_of_requests.marts

    assert (waiting["state"], waiting["try_number"]) == ("up_for_reschedule", 1)
    ((ended, until),) = reschedules(station, out_of_requests.run_id)
    midnight = (ended + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    assert midnight < until < midnight + timedelta(minutes=5)
    assert wait_until_nobody_works() == []
    assert loaded["state"] == "success"
    assert {table for table, rows in before.items() if rows} >= ALWAYS_FILLED
    assert after == before
    ((remedy,),) = station.query(
        "select remedy from sync.errors where cleared_at is null and code = 'daily_limit'"
        f" and object_key = '{LIMITED.account_id}'"
    )
    assert f"{midnight:%Y-%m-%d} 00:00 UTC" in remedy
