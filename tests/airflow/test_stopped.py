"""Runs that are stopped on their way: killed, finding the account busy, out of requests."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psutil
import psycopg
import pytest

from sandbox.clock import SandboxClock
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app
from tests.airflow.accounts import AWKWARD, LIMITED
from tests.airflow.conftest import FORGET, HOURLY, NIGHTLY, Loaded
from webinar_sync.zoom import endpoints as zoom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.airflow.conftest import Station

LANDED_REPORTS = 5
"""How many reports of participants have landed when the task is killed."""


def process_of(station: Station, run_id: str) -> psutil.Process:
    """Return the process that reads the account for a run."""
    ((pid,),) = station.query(
        f"select pid from task_instance where run_id = '{run_id}' and state = 'running'"
        " and task_id like '%.extract_account'",
        "station_airflow",
    )
    return psutil.Process(pid)


def working() -> list[str]:
    """Return the titles of Airflow's processes that work on a task now."""
    return [
        title
        for one in psutil.Process().children(recursive=True)
        if (title := _title(one)).startswith("airflow worker") and "<idle>" not in title
    ]


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def wait_until_nobody_works(timeout: float = 20) -> list[str]:
    """Wait for the processes of tasks that gave up their turn to end; return those that stay."""
    deadline = time.monotonic() + timeout
    while (found := working()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


# Killed


@dataclass
class Killed:
    """A run whose extraction was killed half-way, then cleared, and what it asked of Zoom."""

    after_kill: dict[str, Any]
    run: dict[str, Any]
    extract: dict[str, Any]
    landed: set[tuple[str, str]]
    asked_before: set[str]
    asked_after: set[str]
    loaded: Loaded


@pytest.fixture(scope="module")
def killed(station: Station, undisturbed: Loaded) -> Killed:
    """Kill the process that reads the account once five reports of participants have landed."""
    database, log = station.new_warehouse("station_killed"), station.sandbox.log
    log.clear()
    station.sandbox.faults.add(
        {"kind": "hang", "path_contains": "/participants", "after": LANDED_REPORTS, "seconds": 90}
    )
    try:
        with station.use_warehouse(database):
            run_id = station.trigger(NIGHTLY)
            wait_for_reports(station, database)
            process = process_of(station, run_id)
            process.kill()
            process.wait(20)
            after_kill = station.wait_for_task(NIGHTLY, run_id, "extract_account")
            landed = readings(station, database)
            asked_before = {entry.path.split("?")[0] for entry in log.entries}
            log.clear()
            station.sandbox.faults.clear()
            station.clear(NIGHTLY, run_id, "extract_account")
            run = station.airflow.wait_for_run(NIGHTLY, run_id, 120)
    finally:
        station.sandbox.faults.clear()
    return Killed(
        after_kill, run,
        station.task_instances(NIGHTLY, run_id)["extract_account"],
        landed,
        asked_before, {entry.path.split("?")[0] for entry in log.entries},
        Loaded(station.rows("marts", database), station.table("sync.outcomes", database)),
    )  # fmt: skip


def readings(station: Station, database: str) -> set[tuple[str, str]]:
    """Return kind and key of all that has landed."""
    found = station.query("select kind, object_key from zoom.readings", database)
    return {(kind, key) for kind, key in found}


def wait_for_reports(station: Station, database: str, timeout: float = 90) -> None:
    """Wait until so many reports of participants have landed, and nothing more lands."""
    deadline = time.monotonic() + timeout
    before: set[tuple[str, str]] = set()
    while time.monotonic() < deadline:
        found = readings(station, database)
        reports = sum(kind == "participants" for kind, _ in found)
        if reports == LANDED_REPORTS and found == before:
            return
        before = found
        time.sleep(1)
    raise TimeoutError(f"{len(before)} readings landed")


def test_a_killed_task_is_noticed_and_put_up_for_retry(killed: Killed) -> None:
    assert (killed.after_kill["state"], killed.after_kill["try_number"]) == ("up_for_retry", 1)


def test_a_run_whose_task_was_killed_loads_what_an_undisturbed_one_loads(
    killed: Killed, undisturbed: Loaded
) -> None:
    assert (killed.run["state"], killed.extract["try_number"]) == ("success", 2)
    assert killed.loaded.marts == undisturbed.marts
    assert killed.loaded.outcomes == undisturbed.outcomes


def paths(killed: Killed, kind: str) -> set[str]:
    """Return the paths by which Zoom was asked for what had landed of a kind."""
    endpoint = {
        "participants": zoom.PARTICIPANTS,
        "registrants": zoom.REGISTRANTS,
        "panelists": zoom.PANELISTS,
        "webinar": zoom.WEBINAR,
    }[kind]
    found = {
        "/v2" + endpoint.path.format(uuid=zoom.encode_uuid(key), webinar_id=key)
        for one, key in killed.landed
        if one == kind
    }
    # Other paths of details: a webinar to come is found by its UUID, a gone one answers 404.
    return found & killed.asked_before


def test_a_report_that_landed_before_the_kill_is_not_asked_for_again(killed: Killed) -> None:
    landed = paths(killed, "participants")

    assert len(landed) == LANDED_REPORTS
    assert any(path.endswith("/participants") for path in killed.asked_after)
    assert landed & killed.asked_after == set()


@pytest.mark.parametrize("kind", ["registrants", "panelists", "webinar"])
def test_what_else_landed_before_the_kill_is_not_asked_for_again(killed: Killed, kind: str) -> None:
    landed = paths(killed, kind)

    assert landed
    assert landed & killed.asked_after == set()


# Busy


@dataclass
class Busy:
    """The session that holds the account, and two runs that found it held: Dag and run id."""

    session: psycopg.Connection[Any]
    scheduled: tuple[str, str]
    exact: tuple[str, str]


@pytest.fixture(scope="module")
def busy(station: Station, first_run: dict[str, Any]) -> Iterator[Busy]:
    """Hold the account, as another run would, while a run without a window and one with meet it."""
    with psycopg.connect(station.cluster.url("station_warehouse"), autocommit=True) as session:
        taken = session.execute(
            "select pg_try_advisory_lock(hashtextextended(%s, 0))",
            [f"extract {AWKWARD.account_id}"],
        ).fetchone()
        assert taken == (True,)
        found = Busy(
            session,
            scheduled=(HOURLY, station.trigger(HOURLY)),
            exact=(NIGHTLY, station.trigger(NIGHTLY, **{"from": "2026-11-10"})),
        )
        station.wait_for_task(*found.scheduled, "report_run")
        station.wait_for_task(*found.exact, "extract_account")
        yield found
    for dag_id, run_id in (found.scheduled, found.exact):
        if station.airflow.call("GET", f"/dags/{dag_id}/dagRuns/{run_id}")["state"] == "running":
            station.end(dag_id, run_id)


def test_a_scheduled_run_that_finds_the_account_busy_skips_it(station: Station, busy: Busy) -> None:
    run = station.airflow.wait_for_run(*busy.scheduled, 60)

    tasks = station.task_instances(*busy.scheduled)
    assert run["state"] == "success"
    assert {name: one["state"] for name, one in tasks.items()} == {
        "begin_run": "success",
        "list_accounts": "success",
        "extract_account": "skipped",
        "check_landed": "skipped",
        "mirror_hubspot": "skipped",
        "load_marts": "skipped",
        "report_run": "success",
    }
    assert account_states(station, *busy.scheduled) == ["skipped"]


def account_states(station: Station, dag_id: str, run_id: str) -> list[str]:
    """Return what the warehouse says of the accounts of a run."""
    found = station.query(
        f"select state from sync.run_accounts where run_id = '{dag_id} {run_id}' order by label"
    )
    return [state for (state,) in found]


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
        "select one.end_date, one.reschedule_date from task_reschedule as one"
        f" join task_instance on task_instance.id = one.ti_id where run_id = '{run_id}'",
        "station_airflow",
    )


def test_a_run_that_waited_goes_on_once_the_account_is_free(station: Station, busy: Busy) -> None:
    busy.session.close()

    station.clear(*busy.exact, "extract_account")
    run = station.airflow.wait_for_run(*busy.exact, 90)

    assert run["state"] == "success"
    assert account_states(station, *busy.exact) == ["done"]


# Out of requests


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
    station.tokens += sandbox.tokens._tokens


def wait_for_accounts(
    station: Station, run_id: str, timeout: float = 120
) -> dict[tuple[str, str], dict[str, Any]]:
    """Wait until one account is loaded and the other waits; return tasks by name and account."""
    deadline = time.monotonic() + timeout
    tasks: dict[tuple[str, str], dict[str, Any]] = {}
    while time.monotonic() < deadline:
        found = station.airflow.call("GET", f"/dags/{NIGHTLY}/dagRuns/{run_id}/taskInstances")
        tasks = {
            (one["task_id"].split(".")[-1], one["rendered_map_index"]): one
            for one in found["task_instances"]
        }
        states = {key: one["state"] for key, one in tasks.items()}
        if (
            states.get(("load_marts", "zoom_default")) in ("success", "failed")
            and states.get(("extract_account", "zoom_limited")) in ("up_for_reschedule", "failed")
        ):  # fmt: skip
            return tasks
        time.sleep(0.5)
    raise TimeoutError(f"the tasks are {[(key, one['state']) for key, one in tasks.items()]}")


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
    assert all(before.values())
    assert after == before
    ((remedy,),) = station.query(
        "select remedy from sync.errors where cleared_at is null and code = 'daily_limit'"
        f" and object_key = '{LIMITED.account_id}'"
    )
    assert f"{midnight:%Y-%m-%d} 00:00 UTC" in remedy
