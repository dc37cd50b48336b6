"""Runs by `airflow dags test`, into a warehouse of somebody's own, and as a backfill."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom import awkward
from tests.airflow.station import ALWAYS_FILLED, NIGHTLY

if TYPE_CHECKING:
    from tests.airflow.command import Command
    from tests.airflow.station import Station

BACKFILL = ("2026-11-10", "2026-11-12")
NIGHTS = 2


@pytest.fixture(scope="module")
def by_command(commands: dict[str, Command]) -> dict[str, tuple[str, int, str]]:
    """Wait for the ends of two `airflow dags test`; return warehouse, exit code and output."""
    return {
        name: (f"station_{name}", commands[name].wait(), commands[name].tail())
        for name in ("dated", "window")
    }


@pytest.mark.parametrize("name", ["dated", "window"])
def test_somebody_elses_zoom_is_synced_by_dags_test(
    station: Station, by_command: dict[str, tuple[str, int, str]], name: str
) -> None:
    database, code, output = by_command[name]
    rows = station.rows("marts", database)

    assert code == 0, output
    assert {table for table in rows if rows[table]} >= ALWAYS_FILLED
    assert station.query("select state, split_part(message, ';', 1) from sync.runs", database) == [
        ("success", "all accounts are done")
    ]


def test_a_window_by_dags_test_reads_what_ended_in_it(
    station: Station, by_command: dict[str, tuple[str, int, str]]
) -> None:
    database, *_ = by_command["window"]
    of_zoom_events = {w.id for w in awkward.ACCOUNT.webinars if w.is_events_webinar}
    expected = sorted(
        session.uuid
        for session in awkward.ACCOUNT.sessions
        if datetime(2026, 11, 9, tzinfo=UTC) <= session.end < datetime(2026, 11, 15, tzinfo=UTC)
        and session.webinar_id not in {*awkward.WEBINARS_OFF, *of_zoom_events}
        and not session.host_email.endswith(awkward.EXCLUDED_HOST_DOMAINS)
        and session.uuid not in awkward.ACCOUNT.webinar_403_uuids
    )
    sessions = station.query(
        "select distinct session_uuid from zoom.sessions where state not in ('due', 'failed')",
        database,
    )

    assert expected
    assert sorted(uuid for (uuid,) in sessions) == expected
    assert station.watermarks(database) == []


def test_a_backfill_of_nights_that_were_read_changes_nothing(
    station: Station, first_run: dict[str, Any]
) -> None:
    before, until = station.rows("marts"), station.watermarks()
    ledger = station.table("sync.outcomes")

    station.airflow.call(
        "POST",
        "/backfills",
        dag_id=NIGHTLY,
        from_date=f"{BACKFILL[0]}T00:00:00Z",
        to_date=f"{BACKFILL[1]}T00:00:00Z",
        max_active_runs=NIGHTS,
        reprocess_behavior="completed",
    )
    runs = wait_for_backfill(station)

    assert [run["state"] for run in runs] == ["success"] * NIGHTS
    assert station.rows("marts") == before
    assert station.table("sync.outcomes") == ledger
    assert station.watermarks() == until
    windows = station.query(
        "select distinct window_from::text, window_to::text, state from sync.runs"
        " where run_id like '%backfill__%' order by 1"
    )
    assert windows[0] == ("2026-11-10 03:40:00+00", "2026-11-11 03:40:00+00", "success")
    assert windows[-1][1:] == ("2026-11-12 03:40:00+00", "success")
    assert len(windows) == NIGHTS
    assert any(
        station.query(
            f"select count(*) from zoom.sessions where ended_at >= '{since}' and ended_at < '{to}'"
        )[0][0]
        for since, to, _ in windows
    )
    # A run that finds the account busy comes back, and uses up no try.
    retried = station.query(
        "select dag_id, run_id, task_id, max_tries, try_number from task_instance"
        " join dag_run using (dag_id, run_id) where run_type = 'backfill'"
        " and task_instance.state <> 'skipped' and (max_tries, try_number) <> (3, 1)",
        "station_airflow",
    )
    logs = [
        station.log_of(dag_id, run_id, task_id.split(".")[-1])
        for dag_id, run_id, task_id, *_ in retried
    ]
    assert retried == [], "".join(logs)


def wait_for_backfill(station: Station, timeout: float = 300) -> list[dict[str, Any]]:
    """Wait until all runs of the backfill have ended, and return them.

    A run that finds the account busy comes back after five minutes. Here these pass in seconds.
    """
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        end_waits(station)
        listing = station.airflow.call("GET", f"/dags/{NIGHTLY}/dagRuns?run_type=backfill&limit=50")
        runs: list[dict[str, Any]] = listing["dag_runs"]
        if len(runs) >= NIGHTS and {run["state"] for run in runs} <= {"success", "failed"}:
            return runs
        time.sleep(0.5)
    raise TimeoutError(f"the backfill is at {[(run['dag_run_id'], run['state']) for run in runs]}")


def end_waits(station: Station) -> None:
    """Let the tasks of backfills that gave up their turn come back now.

    Only those of which the scheduler has read that the process has ended: it takes a task that is
    queued again before for one that was killed, fails it, and uses up a try. It says in its log
    what it has read.
    """
    waiting = station.query(
        "select ti.id::text, ti.run_id, ti.task_id, ti.map_index, count(*) from task_reschedule"
        " join task_instance as ti on ti.id = task_reschedule.ti_id"
        " join dag_run using (dag_id, run_id)"
        " where run_type = 'backfill' and ti.state = 'up_for_reschedule'"
        " group by 1, 2, 3, 4",
        "station_airflow",
    )
    log = station.airflow.log
    for instance, run_id, task_id, map_index, turns in waiting:
        ended = re.compile(
            r"executor event with state success for task instance TaskInstanceKey\("
            rf"dag_id='{NIGHTLY}', task_id='{re.escape(task_id)}', run_id='{re.escape(run_id)}',"
            rf" try_number=\d+, map_index={map_index}\)"
        )
        if len(ended.findall(log)) >= turns:
            station.execute(
                "update task_reschedule set reschedule_date = now()"
                f" where ti_id = '{instance}' and reschedule_date > now()",
                "station_airflow",
            )
