"""Pushes as processes of their own, killed at any moment: afterwards nothing shows of it."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

from sandbox.clock import SandboxClock
from sandbox.hubspot import awkward as portals
from sandbox.hubspot.server import HubspotSandbox, create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom import awkward
from tests.sync.awkward import prepare, sync_all
from tests.worlds import NoPacer, World, query
from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.push.steps import PUSH_LOCK, plan, push
from webinar_sync.hubspot.settings import HubspotSettings
from webinar_sync.hubspot.work import Work
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from local.postgres import Cluster

SEEDS = range(20)
SYNCED = "synced_awkward"
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["webinar_sync.hubspot.push.steps"])


def work(warehouse: Warehouse, url: str, run_id: str) -> Work:
    """Return what a push works with."""
    client = HubspotClient(
        HubspotSettings(portals.TOKEN, base_url=url), NoPacer(), sleep=lambda seconds: None
    )
    return Work(warehouse, client, run_id)


def run(database_url: str, url: str, statements: Any, last: int) -> None:
    """Push once, as a process of its own; die before the last statement, if any.

    :param statements: a shared number, which counts the statements sent to the warehouse
    """

    @event.listens_for(Engine, "before_cursor_execute")
    def count(*_: object) -> None:
        with statements.get_lock():
            statements.value += 1
            if statements.value == last:
                os.kill(os.getpid(), signal.SIGKILL)

    with Warehouse(database_url) as warehouse:
        push(work(warehouse, url, "killed push"))


@dataclass
class Undisturbed:
    """What an undisturbed push leaves, and how much it did for that."""

    snapshot: dict[str, Any]
    heard: int
    requests: int
    statements: int


def heard(sandbox: HubspotSandbox) -> int:
    """Return how many things HubSpot was told of people: a double would be heard again."""
    return sum(
        len(states) for one in sandbox.events.events.values() for states in one.parts.values()
    )


def serve() -> HubspotSandbox:
    """Return a HubSpot account as it is before the first push."""
    clock = SandboxClock(awkward.RUNS[-1], ticking=False)
    return create_hubspot_app(portals.PORTAL, clock, enforce_limits=False)


@pytest.fixture(scope="module")
def undisturbed(cluster: Cluster, template: str) -> Undisturbed:
    """Sync the awkward account into a database to copy, and push a copy of it undisturbed."""
    cluster.create_database(SYNCED, afresh=True, template=template)
    with Warehouse(cluster.url(SYNCED)) as warehouse:
        prepare(warehouse)
        world = World(warehouse, [awkward.ACCOUNT], now=awkward.RUNS[0])
        sync_all(world)
        world.close()
    cluster.create_database("pushed", afresh=True, template=SYNCED)
    statements = PROCESSES.Value("i", 0)
    sandbox = serve()
    with run_in_thread(sandbox) as server:
        process = PROCESSES.Process(
            target=run, args=(cluster.url("pushed"), server.url, statements, 0)
        )
        process.start()
        process.join()
    found = Undisturbed(
        sandbox.snapshot(), heard(sandbox), len(sandbox.log.entries), statements.value
    )
    assert found.requests > 60
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_killed_push_is_finished_by_the_next(
    cluster: Cluster, undisturbed: Undisturbed, seed: int
) -> None:
    dice = random.Random(seed)
    cluster.create_database("killed_push", afresh=True, template=SYNCED)
    sandbox = serve()
    database_url = cluster.url("killed_push")
    with run_in_thread(sandbox) as server, Warehouse(database_url) as warehouse:
        statements = PROCESSES.Value("i", 0)
        last = 0 if seed % 2 else dice.randint(1, undisturbed.statements)
        number = dice.randint(1, undisturbed.requests)
        process = PROCESSES.Process(target=run, args=(database_url, server.url, statements, last))
        process.start()
        while not last and len(sandbox.log.entries) < number and process.is_alive():
            process.join(0.0005)
        if not last:
            process.kill()
        process.join()
        moment = f"statement {last}" if last else f"request {number} of {undisturbed.requests}"
        print(f"seed {seed}: killed at {moment}, exit {process.exitcode}")
        # Waits until PostgreSQL has noticed that the process is gone.
        query(warehouse, "select pg_advisory_xact_lock(hashtextextended(:key, 0))", key=PUSH_LOCK)

        report = push(work(warehouse, server.url, "next push"))

        assert report.success, report.message
        assert sandbox.snapshot() == undisturbed.snapshot
        assert heard(sandbox) == undisturbed.heard
        assert plan(warehouse) == []
