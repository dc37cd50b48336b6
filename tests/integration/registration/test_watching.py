"""The watcher wakes the Dag for what is due: once, at once, and whatever was missed."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.builders import OPEN, Scene, address, execute, query
from webinar_sync.airflow import trigger
from webinar_sync.airflow.trigger import watch, watch_for_ever
from webinar_sync.warehouse import locks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from local.postgres import Cluster
    from webinar_sync.warehouse.engine import Warehouse

SOON = 60.0
"""Seconds within which the watcher wakes the Dag for what is due at once."""
A_WHILE = 0.5
"""Seconds in which nothing more is to come."""


@asynccontextmanager
async def listening(
    url: str, watcher: Callable[[str], AsyncIterator[int]] = watch
) -> AsyncIterator[asyncio.Queue[int]]:
    """Watch in the background, and put what the watcher yields into a queue."""
    wake_ups: asyncio.Queue[int] = asyncio.Queue()

    async def run() -> None:
        async for due in watcher(url):
            wake_ups.put_nowait(due)

    task = asyncio.create_task(run())
    try:
        yield wake_ups
    finally:
        task.cancel()


async def next_of(wake_ups: asyncio.Queue[int], seconds: float = SOON) -> int | None:
    """Return how many requests the next wake-up is for, or None if none comes."""
    try:
        return await asyncio.wait_for(wake_ups.get(), seconds)
    except TimeoutError:
        return None


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look again soon, so that what is not to come can be waited for."""
    monkeypatch.setattr(trigger, "LOOK_AGAIN_SECONDS", 0.05)
    monkeypatch.setattr(trigger, "RECONNECT_SECONDS", 0.05)


def test_what_came_in_while_nobody_watched_wakes_at_the_start(
    scene: Scene, cluster: Cluster
) -> None:
    """The scheduler or the triggerer was down: its notification is lost, the row is not."""
    for name in ("ann", "ben"):
        scene.ask(OPEN, address(name))

    async def start() -> int | None:
        async with listening(cluster.url("test_warehouse")) as wake_ups:
            return await next_of(wake_ups)

    assert asyncio.run(start()) == 2


def test_a_notification_wakes_at_once_and_a_burst_once(
    scene: Scene, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trigger, "WAKE_FOR_NEW_SECONDS", 3600.0)  # however long the burst takes

    async def burst() -> list[int | None]:
        async with listening(cluster.url("test_warehouse")) as wake_ups:
            assert await next_of(wake_ups, A_WHILE) is None
            for number in range(20):
                await asyncio.to_thread(scene.ask, OPEN, address(f"p{number}"))
            return [await next_of(wake_ups), await next_of(wake_ups, A_WHILE)]

    first, second = asyncio.run(burst())
    assert first is not None
    assert second is None


def test_nobody_is_woken_while_a_run_is_under_way_and_again_for_what_is_left(
    scene: Scene, cluster: Cluster, warehouse: Warehouse
) -> None:
    async def watch_a_run() -> list[int | None]:
        async with listening(cluster.url("test_warehouse")) as wake_ups:
            await asyncio.to_thread(scene.ask, OPEN, address("ann"))
            first = await next_of(wake_ups)
            with warehouse.session_lock(locks.REGISTRATION):
                await asyncio.to_thread(scene.ask, OPEN, address("ben"))
                during = await next_of(wake_ups, A_WHILE)
            return [first, during, await next_of(wake_ups)]

    assert asyncio.run(watch_a_run()) == [1, None, 2]


def test_what_comes_in_after_the_dag_was_woken_wakes_it_again_after_a_while(
    scene: Scene, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trigger, "WAKE_FOR_NEW_SECONDS", 0.2)

    async def watch_twice() -> list[int | None]:
        async with listening(cluster.url("test_warehouse")) as wake_ups:
            await asyncio.to_thread(scene.ask, OPEN, address("ann"))
            first = await next_of(wake_ups)
            await asyncio.to_thread(scene.ask, OPEN, address("ben"))
            return [first, await next_of(wake_ups), await next_of(wake_ups, A_WHILE)]

    assert asyncio.run(watch_twice()) == [1, 2, None]


def test_an_event_that_was_lost_is_made_again(
    scene: Scene, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trigger, "WAKE_AGAIN_SECONDS", 0.2)
    scene.ask(OPEN, address("ann"))

    async def twice() -> list[int | None]:
        async with listening(cluster.url("test_warehouse")) as wake_ups:
            return [await next_of(wake_ups), await next_of(wake_ups)]

    assert asyncio.run(twice()) == [1, 1]


def test_a_deferred_request_wakes_when_its_time_has_come(
    scene: Scene, cluster: Cluster, warehouse: Warehouse
) -> None:
    scene.ask(OPEN, address("ann"))
    execute(warehouse, "update registration.requests set not_before = now() + interval '1 hour'")

    async def later() -> list[int | None]:
        async with listening(cluster.url("test_warehouse")) as wake_ups:
            before = await next_of(wake_ups, A_WHILE)
            execute(warehouse, "update registration.requests set not_before = now()")
            execute(warehouse, "select pg_notify('registration_requests', '')")
            return [before, await next_of(wake_ups)]

    assert asyncio.run(later()) == [None, 1]


def test_a_lost_connection_is_made_again(
    scene: Scene, cluster: Cluster, warehouse: Warehouse
) -> None:
    async def cut() -> list[int | None]:
        async with listening(cluster.url("test_warehouse"), watch_for_ever) as wake_ups:
            assert await next_of(wake_ups, A_WHILE) is None
            query(
                warehouse,
                "select pg_terminate_backend(pid, 60000) from pg_stat_activity"
                " where query like 'listen%' or query like '%pg_locks%'"
                " and pid <> pg_backend_pid()",
            )
            await asyncio.to_thread(scene.ask, OPEN, address("ann"))
            return [await next_of(wake_ups)]

    assert asyncio.run(cut()) == [1]
