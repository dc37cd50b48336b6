"""Wakes the Dag `register_contacts` when there is something in the inbox. Runs in the triggerer.

PostgreSQL notifies it of what comes in. Notifications are lost while nobody listens, so it also
looks at the inbox when it starts, and every half minute. A burst wakes the Dag once: it is not
woken again while somebody is at it, nor for what has been told of already.
"""

from __future__ import annotations

import asyncio
import logging
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from webinar_sync.warehouse.locks import REGISTRATION_CHANNEL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from psycopg import AsyncConnection

# What this needs is imported when it runs: the Dag's file names the trigger each time it is parsed.

LOOK_SECONDS = 30.0
"""Between two looks at the inbox, if nobody notifies."""
LOOK_AGAIN_SECONDS = 1.0
"""The same while something is due."""
WAKE_AGAIN_SECONDS = 120.0
"""After so long, what is still due wakes the Dag once more: the first event may be lost."""
WAKE_FOR_NEW_SECONDS = 5.0
"""What came in since the Dag was woken wakes it once more, if nobody is at it, after so long."""
RECONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
"""A warehouse that answers no sooner is taken for lost."""

log = logging.getLogger(__name__)


class InboxTrigger(BaseEventTrigger):  # type: ignore[misc]  # Airflow is not followed by mypy
    """Fires when requests are due and nobody is at them."""

    def __init__(self, conn_id: str = "warehouse") -> None:
        super().__init__()
        self.conn_id = conn_id

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return what the triggerer makes it from."""
        return (
            "webinar_sync.airflow.trigger.InboxTrigger",
            {"conn_id": self.conn_id},
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Watch for ever."""
        from airflow.sdk import Connection

        # In a thread: importing would hold up the other triggers.
        connections = await asyncio.to_thread(import_module, "webinar_sync.airflow.connections")
        url = connections.url_of(await Connection.async_get(self.conn_id))
        async for due in watch_for_ever(url):
            yield TriggerEvent({"due": due})


async def watch_for_ever(url: str) -> AsyncIterator[int]:
    """Watch, and connect again where the connection is lost."""
    from psycopg import Error

    while True:
        try:
            async for due in watch(url):
                yield due
        except (Error, OSError, TimeoutError) as error:
            log.warning("the inbox cannot be watched (%s); again soon", type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)


async def watch(url: str) -> AsyncIterator[int]:
    """Yield how many requests are due, each time that somebody is to be woken for them.

    :param url: the warehouse's, direct: LISTEN breaks under transaction pooling
    :raises psycopg.Error: if the connection is lost
    :raises TimeoutError: the same, in silence
    """
    from psycopg import AsyncConnection

    connection = await AsyncConnection.connect(url, autocommit=True, connect_timeout=10)
    async with connection:
        await connection.execute(f"listen {REGISTRATION_CHANNEL}")
        told_at: float | None = None
        told_of: datetime | None = None
        while True:
            async with asyncio.timeout(ANSWER_SECONDS):
                due, newest, is_under_way = await _look(connection)
            if not due or is_under_way:
                told_at = None
            elif told_at is None or _is_time(told_at, is_new=newest != told_of):
                told_at, told_of = time.monotonic(), newest
                yield due
            patience = LOOK_AGAIN_SECONDS if due else LOOK_SECONDS
            async for _ in connection.notifies(timeout=patience, stop_after=1):
                pass


def _is_time(told_at: float, *, is_new: bool) -> bool:
    waited = time.monotonic() - told_at
    return waited >= (WAKE_FOR_NEW_SECONDS if is_new else WAKE_AGAIN_SECONDS)


async def _look(connection: AsyncConnection[Any]) -> tuple[int, datetime | None, bool]:
    from webinar_sync.warehouse.queries import query_text

    cursor = await connection.execute(query_text("registration/count_due").encode())
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0]), row[1], bool(row[2])
