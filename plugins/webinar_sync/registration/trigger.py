"""Wakes the Dag `register_contacts` when there is something in the inbox. Runs in the triggerer.

PostgreSQL notifies it of what comes in. Notifications are lost while nobody listens, so it also
looks at the inbox when it starts, and every half minute. A burst wakes the Dag once: as long as
what is due has been told of, or somebody is at it, nobody is woken again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from psycopg import AsyncConnection

# What this needs is imported when it runs: the Dag's file names the trigger each time it is parsed.

LOOK_SECONDS = 30.0
"""Between two looks at the inbox, if nobody notifies."""
LOOK_AGAIN_SECONDS = 1.0
"""The same while something is due."""
WAKE_AGAIN_SECONDS = 120.0
"""After so long, what is still due wakes the Dag once more: the first event may be lost."""
RECONNECT_SECONDS = 5.0

log = logging.getLogger(__name__)


class InboxTrigger(BaseEventTrigger):  # type: ignore[misc]  # Airflow is not followed by mypy
    """Fires when requests are due and nobody is at them."""

    def __init__(self, conn_id: str = "warehouse") -> None:
        super().__init__()
        self.conn_id = conn_id

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return what the triggerer makes it from."""
        return (
            "webinar_sync.registration.trigger.InboxTrigger",
            {"conn_id": self.conn_id},
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Watch for ever; a lost connection to the warehouse is made again."""
        import psycopg
        from airflow.sdk import Connection

        from webinar_sync.warehouse.connection import url_of

        url = url_of(await Connection.async_get(self.conn_id))
        while True:
            try:
                async for due in watch(url):
                    yield TriggerEvent({"due": due})
            except psycopg.OperationalError as error:
                log.warning("the inbox cannot be watched (%s); again soon", type(error).__name__)
                await asyncio.sleep(RECONNECT_SECONDS)


async def watch(url: str) -> AsyncIterator[int]:
    """Yield how many requests are due, each time that somebody is to be woken for them.

    :param url: the warehouse's, direct: LISTEN breaks under transaction pooling
    :raises psycopg.OperationalError: if the connection is lost
    """
    from psycopg import AsyncConnection

    from webinar_sync.registration.inbox import CHANNEL

    connection = await AsyncConnection.connect(url, autocommit=True)
    async with connection:
        await connection.execute(f"listen {CHANNEL}")
        woken_at: float | None = None
        while True:
            due, is_under_way = await _look(connection)
            if not due:
                woken_at = None
            elif not is_under_way and _may_wake(woken_at):
                woken_at = time.monotonic()
                yield due
            patience = LOOK_AGAIN_SECONDS if due else LOOK_SECONDS
            async for _ in connection.notifies(timeout=patience, stop_after=1):
                pass


def _may_wake(woken_at: float | None) -> bool:
    return woken_at is None or time.monotonic() - woken_at >= WAKE_AGAIN_SECONDS


async def _look(connection: AsyncConnection[Any]) -> tuple[int, bool]:
    from webinar_sync.warehouse.statements import read_statement

    cursor = await connection.execute(read_statement("registration/count_due").encode())
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0]), bool(row[1])
