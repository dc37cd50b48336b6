"""The watcher wakes the Dag for events that are due, and for no others."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import at, execute, webhook_body
from tests.integration.registration.test_watching import A_WHILE, listening, next_of
from webinar_sync.airflow import trigger
from webinar_sync.airflow.trigger import INBOXES, InboxTrigger, watch
from webinar_sync.warehouse import locks
from webinar_sync.zoom.webhooks import read_event, store_event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from local.postgres import Cluster
    from webinar_sync.warehouse.engine import Warehouse

WEBINAR = 91000000001


def tell(warehouse: Warehouse, event: str, **about: Any) -> None:
    """Store an event."""
    values = {"id": WEBINAR, "uuid": "s", **about}
    read = read_event(webhook_body(event, "acc", values), at("18 12:00"))
    assert read is not None
    store_event(warehouse, read)


def watch_webhooks(url: str) -> AsyncIterator[int]:
    """Watch the inbox of webhooks, impatiently."""
    return watch(url, replace(INBOXES["webhooks"], look_seconds=0.2))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse) -> None:
    """Look again soon, so that what is not to come can be waited for; let the account be known."""
    monkeypatch.setattr(trigger, "LOOK_AGAIN_SECONDS", 0.05)
    execute(warehouse, "insert into zoom.accounts (account_id, run_id) values ('acc', 'test')")


def test_the_trigger_knows_its_inbox_when_it_is_made_again() -> None:
    path, arguments = InboxTrigger("webhooks").serialize()
    assert path.rpartition(".")[2] == "InboxTrigger"
    assert InboxTrigger(**arguments).inbox == "webhooks"


def test_what_is_to_be_read_wakes_and_who_joins_does_not(
    cluster: Cluster, warehouse: Warehouse
) -> None:
    participant = {"user_id": "1", "email": "ann@people.example"}

    async def hear() -> list[int | None]:
        async with listening(cluster.url("test_warehouse"), watch_webhooks) as wake_ups:
            before = await next_of(wake_ups, A_WHILE)
            await asyncio.to_thread(
                tell, warehouse, "webinar.participant_joined", participant=participant
            )
            joined = await next_of(wake_ups, A_WHILE)
            await asyncio.to_thread(tell, warehouse, "webinar.started")
            return [before, joined, await next_of(wake_ups)]

    assert asyncio.run(hear()) == [None, None, 1]


def test_nobody_is_woken_while_the_account_is_read_and_again_for_what_is_left(
    cluster: Cluster, warehouse: Warehouse
) -> None:
    async def hear() -> list[int | None]:
        async with listening(cluster.url("test_warehouse"), watch_webhooks) as wake_ups:
            with warehouse.session_lock(locks.extraction("acc")):
                await asyncio.to_thread(tell, warehouse, "webinar.started")
                during = await next_of(wake_ups, A_WHILE)
            return [during, await next_of(wake_ups)]

    assert asyncio.run(hear()) == [None, 1]
