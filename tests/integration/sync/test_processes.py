"""Syncs as processes: killed at any moment and finished by the next, and many at once."""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import signal
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

from sandbox.zoom import awkward
from tests.builders import NoPacer, World, prepare_awkward, query
from webinar_sync.errors import Busy
from webinar_sync.load.marts import load_account
from webinar_sync.pipeline import sync
from webinar_sync.quality.check import check_account
from webinar_sync.runs.report import finish_sync
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window, may_skip
from webinar_sync.warehouse import locks
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.endpoints import encode_uuid
from webinar_sync.zoom.extraction import extract_account

if TYPE_CHECKING:
    from datetime import datetime
    from multiprocessing.process import BaseProcess

    from local.postgres import Cluster
    from webinar_sync.zoom.config import ZoomConfig

SEEDS = range(6)  # each moment, by request and by statement; `make campaign` has more
KILLED = "killed run"
TABLES = [
    "marts.contacts",
    "marts.marketing_events",
    "marts.registrations",
    "marts.participations",
    "marts.attendance_connections",
    "marts.timeline_events",
    "sync.outcomes",
    "sync.rejected_rows",
]
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["great_expectations.expectations", "webinar_sync.load.marts", "webinar_sync.pipeline"]
)


def run(
    url: str, config: ZoomConfig, now: datetime, run_id: str, statements: Any, last: int
) -> None:
    """Sync the account once, as a process of its own; die before the last statement, if any.

    :param statements: a shared number, which counts the statements sent to the warehouse
    """

    @event.listens_for(Engine, "before_cursor_execute")
    def count(*_: object) -> None:
        with statements.get_lock():
            statements.value += 1
            if statements.value == last:
                os.kill(os.getpid(), signal.SIGKILL)

    client = ZoomClient(config, pacer=NoPacer(), sleep=lambda seconds: None)
    with Warehouse(url) as warehouse:
        sync(Run(warehouse, run_id), [client], Window(None, now, False), is_full=True)


def rows(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that people see, and the ledger, less the run that wrote it."""
    return {
        table: query(
            warehouse, f"select (to_jsonb(t) - 'run_id')::text from {table} as t order by 1"
        )
        for table in TABLES
    }


def differences(
    actual: dict[str, list[tuple[Any, ...]]], expected: dict[str, list[tuple[Any, ...]]]
) -> dict[str, set[tuple[Any, ...]]]:
    """Return the rows that only one of the two has, by table."""
    unlike = {table: set(actual[table]) ^ set(expected[table]) for table in TABLES}
    return {table: rows for table, rows in unlike.items() if rows}


@dataclass
class Stage:
    """One moment of the account's story: a database as it is before the run of that moment."""

    database: str
    now: datetime
    requests: int
    statements: int
    after: dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def stages(cluster: Cluster, template: str) -> list[Stage]:
    """Sync the account undisturbed, and keep each moment before a run."""
    stages: list[Stage] = []
    before = template
    for number, now in enumerate(awkward.RUNS):
        name = f"before_run_{number}"
        cluster.create_database(name, afresh=True, template=before)
        if not number:
            with Warehouse(cluster.url(name)) as warehouse:
                prepare_awkward(warehouse)
        before = f"after_run_{number}"
        cluster.create_database(before, afresh=True, template=name)
        with Warehouse(cluster.url(before)) as warehouse:
            world = World(warehouse, [awkward.ACCOUNT], now=now)
            statements = PROCESSES.Value("i", 0)
            process = start(cluster.url(before), world, f"undisturbed run {number}", statements, 0)
            process.join()
            assert process.exitcode == 0
            stages.append(
                Stage(name, now, len(world.requests()), statements.value, rows(warehouse))
            )
            world.close()
    return stages


def start(url: str, world: World, run_id: str, statements: Any, last: int) -> BaseProcess:
    """Start a sync in a process."""
    config = world.config(awkward.ACCOUNT)
    arguments = (url, config, world.clock.now(), run_id, statements, last)
    process = PROCESSES.Process(target=run, args=arguments)
    process.start()
    return process


def run_and_kill(url: str, world: World, stage: Stage, seed: int) -> str:
    """Start a sync, and kill it at a random request or at a random statement; say which."""
    dice, statements = random.Random(seed), PROCESSES.Value("i", 0)
    if seed % 2:
        number = dice.randint(1, stage.requests)
        process = start(url, world, KILLED, statements, 0)
        while len(world.app.log.entries) < number and process.is_alive():
            process.join(0.001)
        process.kill()
        moment = f"request {number} of {stage.requests}"
    else:
        number = dice.randint(1, stage.statements)
        process = start(url, world, KILLED, statements, number)
        moment = f"statement {number} of {stage.statements}"
    process.join()
    return f"killed at {moment}, exit {process.exitcode}"


def landed_paths(warehouse: Warehouse) -> set[str]:
    """Return the paths, as sent, of everything that the killed run read whole.

    Nothing, if it was killed after its load had committed: the next run is then another one.
    """
    paths = {
        "webinar": "/v2/webinars/{}",
        "panelists": "/v2/webinars/{}/panelists",
        "registrants": "/v2/webinars/{}/registrants",
        "participants": "/v2/report/webinars/{}/participants",
        "host": "/v2/users/{}/webinars",
        "users": "/v2/users",
    }
    readings = query(
        warehouse,
        "select kind, object_key from zoom.readings where run_id = :killed"
        " and exists (select 1 from zoom.extractions where ended_at is null)",
        killed=KILLED,
    )
    return {
        paths[kind].format(encode_uuid(key) if kind == "participants" else key)
        for kind, key in readings
        if kind in paths
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_a_killed_run_is_finished_by_the_next(
    cluster: Cluster, stages: list[Stage], seed: int
) -> None:
    stage = stages[seed % len(stages)]
    cluster.create_database("killed", afresh=True, template=stage.database)
    with Warehouse(cluster.url("killed")) as warehouse:
        world = World(warehouse, [awkward.ACCOUNT], now=stage.now)
        moment = run_and_kill(cluster.url("killed"), world, stage, seed)
        print(f"seed {seed}: the run of {stage.now} {moment}")
        for lock in (f"extract {awkward.ACCOUNT.account_id}", "load"):
            # Waits until PostgreSQL has noticed that the process is gone.
            query(warehouse, "select pg_advisory_xact_lock(hashtextextended(:key, 0))", key=lock)
        landed = landed_paths(warehouse)
        world.app.log.entries.clear()

        report = world.sync()
        requested = {re.sub(r"\?.*", "", entry.path) for entry in world.app.log.entries}
        world.close()

        assert report.success, report.message
        assert differences(rows(warehouse), stage.after) == {}
        assert sorted(landed & requested) == []
        assert query(warehouse, "select count(*) from zoom.extractions where ended_at is null") == [
            (0,)
        ]


KINDS = {
    "hourly": (Window(None, awkward.RUNS[1], False), False),
    "nightly": (Window(None, awkward.RUNS[1], False), True),
    "backfill": (Window(awkward.RUNS[1] - timedelta(days=60), awkward.RUNS[1], True), True),
    "by hand": (
        Window(
            awkward.RUNS[1] - timedelta(days=183), awkward.RUNS[1], True, (91000000001, 91000000005)
        ),
        False,
    ),
}


def take_turn(url: str, config: ZoomConfig, kind: str, start_line: Any) -> None:
    """Sync as the Dags do: leave an account that is busy, or come back until it is not."""
    window, is_full = KINDS[kind]
    client = ZoomClient(config, pacer=NoPacer(), sleep=lambda seconds: None)
    start_line.wait()
    with Warehouse(url) as warehouse:
        run = Run(warehouse, kind)
        run.begin("test", "test", window)
        while True:
            try:
                extract_account(run, client, window, is_full=is_full)
                break
            except Busy:
                if may_skip(window, is_full=is_full):
                    break
                key = locks.extraction(config.account_id)  # waits for the one before
                query(warehouse, "select pg_advisory_xact_lock(hashtextextended(:key, 0))", key=key)
        check_account(run, config.account_id, config.label)
        load_account(run, config.account_id, config.label)
        assert finish_sync(run, 1).success


@pytest.mark.parametrize("seed", range(2))
def test_runs_of_all_kinds_at_once_come_to_what_one_comes_to(
    cluster: Cluster, stages: list[Stage], seed: int
) -> None:
    stage = stages[1]
    cluster.create_database("at_once", afresh=True, template=stage.database)
    with Warehouse(cluster.url("at_once")) as warehouse:
        world = World(warehouse, [awkward.ACCOUNT], now=stage.now)
        config = world.config(awkward.ACCOUNT)
        start_line = PROCESSES.Barrier(len(KINDS))
        processes = [
            PROCESSES.Process(
                target=take_turn, args=(cluster.url("at_once"), config, kind, start_line)
            )
            for kind in random.Random(seed).sample(list(KINDS), len(KINDS))
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join(timeout=300)
        world.close()

        assert [process.exitcode for process in processes] == [0] * len(processes)
        assert differences(rows(warehouse), stage.after) == {}
        assert query(warehouse, "select distinct state from sync.runs where dag_id = 'test'") == [
            ("success",)
        ]
