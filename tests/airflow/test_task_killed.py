"""A run whose task is killed on its way: it is resumed, and nothing is requested twice."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from tests.airflow.command import TIMEOUT_SECONDS
from tests.airflow.station import NIGHTLY, Loaded
from webinar_sync.zoom import endpoints as zoom

if TYPE_CHECKING:
    from tests.airflow.command import Command
    from tests.airflow.station import Station

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


@dataclass
class Killed:
    """A run whose extraction was killed half-way, then cleared, and what it requested from Zoom."""

    after_kill: dict[str, Any]
    run: dict[str, Any]
    extract: dict[str, Any]
    landed: set[tuple[str, str]]
    requested_before: set[str]
    requested_after: set[str]
    loaded: Loaded


@pytest.fixture(scope="module")
def killed(station: Station, undisturbed: Loaded, commands: dict[str, Command]) -> Killed:
    """Kill the process that reads the account once five reports of participants have landed."""
    for name in ("dated", "window"):  # nothing else may ask the sandbox meanwhile
        commands[name].wait()
    commands["trapped"].wait_for("UP_FOR_RETRY")
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
            requested_before = {entry.path.split("?")[0] for entry in log.entries}
            log.clear()
            station.sandbox.faults.clear()
            station.clear(NIGHTLY, run_id, "extract_account")
            run = station.airflow.wait_for_run(NIGHTLY, run_id)
    finally:
        station.sandbox.faults.clear()
    return Killed(
        after_kill, run,
        station.task_instances(NIGHTLY, run_id)["extract_account"],
        landed,
        requested_before, {entry.path.split("?")[0] for entry in log.entries},
        Loaded(station.rows("marts", database), station.table("sync.outcomes", database)),
    )  # fmt: skip


def readings(station: Station, database: str) -> set[tuple[str, str]]:
    """Return kind and key of all that has landed."""
    rows = station.query("select kind, object_key from zoom.readings", database)
    return {(kind, key) for kind, key in rows}


def wait_for_reports(station: Station, database: str, timeout: float = TIMEOUT_SECONDS) -> None:
    """Wait until so many reports of participants have landed, and nothing more lands."""
    deadline = time.monotonic() + timeout
    before: set[tuple[str, str]] = set()
    while time.monotonic() < deadline:
        landed = readings(station, database)
        reports = sum(kind == "participants" for kind, _ in landed)
        if reports == LANDED_REPORTS and landed == before:
            return
        before = landed
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
    """Return the paths by which what had landed of a kind was requested."""
    endpoint = {
        "participants": zoom.PARTICIPANTS,
        "registrants": zoom.REGISTRANTS,
        "panelists": zoom.PANELISTS,
        "webinar": zoom.WEBINAR,
    }[kind]
    requests = {
        "/v2" + endpoint.path.format(uuid=zoom.encode_uuid(key), webinar_id=key)
        for landed_kind, key in killed.landed
        if landed_kind == kind
    }
    # Other paths of details: a webinar to come is found by its UUID, a gone one answers 404.
    return requests & killed.requested_before


def test_a_report_that_landed_before_the_kill_is_not_requested_again(killed: Killed) -> None:
    landed = paths(killed, "participants")

    assert len(landed) == LANDED_REPORTS
    assert any(path.endswith("/participants") for path in killed.requested_after)
    assert landed & killed.requested_after == set()


@pytest.mark.parametrize("kind", ["registrants", "panelists", "webinar"])
def test_what_else_landed_before_the_kill_is_not_requested_again(killed: Killed, kind: str) -> None:
    landed = paths(killed, kind)

    assert landed
    assert landed & killed.requested_after == set()
