"""Pushes as processes of their own, killed at any moment: afterwards nothing shows of it."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

from sandbox.clock import SandboxClock
from sandbox.hubspot import awkward as portals
from sandbox.hubspot.server import HubspotSandbox, create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom import awkward
from tests.builders import NoPacer, execute, query
from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.config import HubspotConfig
from webinar_sync.hubspot.gate.state import NOTHING, Wishes
from webinar_sync.hubspot.push.plan import has_work, plan
from webinar_sync.hubspot.push.steps import push
from webinar_sync.hubspot.run import HubspotRun
from webinar_sync.warehouse import locks
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from local.postgres import Cluster
    from sandbox.hubspot.account import Account

SEEDS = range(8)  # by request and by statement in turn; `make campaign` has more
PROCESSES = multiprocessing.get_context("forkserver")
EVERYTHING = Wishes(with_history=True, beyond_brake=True)
"""A push that dies in one of its steps leaves what it was asked for to the next one."""
PROCESSES.set_forkserver_preload(["webinar_sync.hubspot.push.steps"])


def hubspot_run(warehouse: Warehouse, url: str, run_id: str) -> HubspotRun:
    """Return the run of a push."""
    client = HubspotClient(
        HubspotConfig(portals.TOKEN, base_url=url), NoPacer(), sleep=lambda seconds: None
    )
    return HubspotRun(warehouse, run_id, client)


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
        push(hubspot_run(warehouse, url, "killed push"), wishes=EVERYTHING)


@dataclass
class Undisturbed:
    """What an undisturbed push leaves, and how much it did for that."""

    snapshot: dict[str, Any]
    interactions: int
    requests: int
    statements: int


def comparable(sandbox: HubspotSandbox) -> dict[str, Any]:
    """Return what a HubSpot user sees, but for the moments that are not Zoom's.

    Who vanished is cancelled as of when a push noticed that.
    """
    snapshot = sandbox.snapshot()
    last = awkward.RUNS[-1].isoformat()
    for marketing_event in snapshot["events"].values():
        for part in marketing_event["people"].values():
            if part["at"] > last:
                part["at"] = "when it was noticed"
    return snapshot


def serve() -> HubspotSandbox:
    """Return a HubSpot account as it is before the first push."""
    clock = SandboxClock(awkward.RUNS[-1], ticking=False)
    return create_hubspot_app(portals.PORTAL, clock, enforce_limits=False)


@pytest.fixture(scope="module")
def undisturbed(cluster: Cluster, awkward_database: str) -> Undisturbed:
    """Push a copy of the awkward account's warehouse undisturbed."""
    cluster.create_database("pushed", afresh=True, template=awkward_database)
    statements = PROCESSES.Value("i", 0)
    sandbox = serve()
    with run_in_thread(sandbox) as server:
        process = PROCESSES.Process(
            target=run, args=(cluster.url("pushed"), server.url, statements, 0)
        )
        process.start()
        process.join()
    result = Undisturbed(
        comparable(sandbox),
        sandbox.count_participation_states(),
        len(sandbox.log.entries),
        statements.value,
    )
    assert result.requests > 60
    return result


@pytest.mark.parametrize("seed", SEEDS)
def test_a_killed_push_is_finished_by_the_next(
    cluster: Cluster, awkward_database: str, undisturbed: Undisturbed, seed: int
) -> None:
    kill_and_finish(cluster, undisturbed, seed, serve(), awkward_database)


CHANGED = "changed_awkward"
LATER_SEEDS = range(100, 104)
CHANGES = (
    # People who vanish from marts, a webinar that does, others that change in every way.
    "delete from marts.participations where email like 'a%'",
    "delete from marts.contacts where email like 'a%'",
    "delete from marts.participations where webinar_id = 91000000002",
    "delete from marts.marketing_events where webinar_id = 91000000002",
    "update marts.marketing_events set topic = topic || ' (renamed)' where webinar_id % 3 = 0",
    "update marts.contacts set registrations_total = registrations_total + 1 where email > 'm'",
    "update marts.participations set left_at = left_at - interval '1 minute'"
    " where left_at > joined_at + interval '2 minutes'",
    "update marts.participations set state = 'cancelled', cancelled_at = '2026-11-09T09:00:00Z'"
    " where state in ('registered', 'no_show')",
)


@pytest.fixture(scope="module")
def pushed(
    cluster: Cluster, awkward_database: str, undisturbed: Undisturbed
) -> tuple[Account, Undisturbed]:
    """Push once, change marts, and push a copy undisturbed; return the account before that."""
    sandbox, statements = serve(), PROCESSES.Value("i", 0)
    cluster.create_database(CHANGED, afresh=True, template=awkward_database)
    with run_in_thread(sandbox) as server:
        with Warehouse(cluster.url(CHANGED)) as warehouse:
            assert push(hubspot_run(warehouse, server.url, "first push"), wishes=EVERYTHING).success
            for change in CHANGES:
                execute(warehouse, change)
        account = deepcopy(sandbox.account)
        sandbox.log.entries.clear()
        cluster.create_database("changed_pushed", afresh=True, template=CHANGED)
        url = cluster.url("changed_pushed")
        process = PROCESSES.Process(target=run, args=(url, server.url, statements, 0))
        process.start()
        process.join()
    result = Undisturbed(
        comparable(sandbox),
        sandbox.count_participation_states(),
        len(sandbox.log.entries),
        statements.value,
    )
    assert result.snapshot != undisturbed.snapshot
    assert result.requests > 20
    return account, result


@pytest.mark.parametrize("seed", LATER_SEEDS)
def test_a_killed_push_of_changes_is_finished_by_the_next(
    cluster: Cluster, pushed: tuple[Account, Undisturbed], seed: int
) -> None:
    account, expected = pushed
    sandbox = serve()
    sandbox.account = deepcopy(account)

    kill_and_finish(cluster, expected, seed, sandbox, CHANGED)


def kill_and_finish(
    cluster: Cluster, undisturbed: Undisturbed, seed: int, sandbox: HubspotSandbox, template: str
) -> None:
    """Kill a push at a moment that the seed decides, push again, and compare."""
    dice = random.Random(seed)
    cluster.create_database("killed_push", afresh=True, template=template)
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
        query(warehouse, "select pg_advisory_xact_lock(hashtextextended(:key, 0))", key=locks.PUSH)

        # A push that died as it began is asked again, as Airflow retries its task `begin_push`.
        has_begun = query(warehouse, "select 1 from sync.run_steps where run_id = 'killed push'")
        wishes = NOTHING if has_begun else EVERYTHING
        report = push(hubspot_run(warehouse, server.url, "next push"), wishes=wishes)

        assert report.success, report.message
        assert comparable(sandbox) == undisturbed.snapshot
        assert sandbox.count_participation_states() == undisturbed.interactions
        assert not has_work(plan(warehouse))
