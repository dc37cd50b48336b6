"""Wakes a Dag when something is due in its inbox. Runs in the triggerer.

`register_contacts`: requests of workflows and people. `sync_webhooks`: events of Zoom's.

PostgreSQL notifies it of what comes in. Notifications are lost while nobody listens, so it
also looks at the inbox when it starts, and every half minute. A burst wakes the Dag once. The Dag
is not woken while a run processes the inbox, nor again for the same requests.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from psycopg import AsyncConnection

# What this needs is imported when it runs: the Dag's file names the trigger each time it is parsed.

LOOK_SECONDS = 30.0
"""Between two looks at the inbox, if no notification comes."""
LOOK_AGAIN_SECONDS = 1.0
"""The same while something is due."""
WAKE_AGAIN_SECONDS = 120.0
"""After so long, what is still due wakes the Dag once more: the first event may be lost."""
WAKE_FOR_NEW_SECONDS = 5.0
"""What came in since the Dag was woken wakes it once more after so long, if no run began."""
RECONNECT_SECONDS = 5.0
RESPONSE_SECONDS = 20.0
"""How long the warehouse may take to respond before the connection counts as lost."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Inbox:
    """Something to watch.

    - channel: which PostgreSQL notifies of what comes in
    - count_query: counts what is due, says since when the newest is, and whether a run is at it
    - look_seconds: between two looks, if no notification comes
    """

    channel: str
    count_query: str
    look_seconds: float = LOOK_SECONDS


INBOXES = {
    "registration": Inbox("registration_requests", "registration/count_due"),
    # A session's report is asked for by the minute.
    "webhooks": Inbox("webhook_events", "zoom/count_due_webhooks", look_seconds=10.0),
}


class InboxTrigger(BaseEventTrigger):  # type: ignore[misc]  # Airflow is not followed by mypy
    """Fires when something is due and no run processes the inbox.

    :param inbox: a key of `INBOXES`
    """

    def __init__(self, inbox: str = "registration", conn_id: str = "warehouse") -> None:
        super().__init__()
        self.inbox = inbox
        self.conn_id = conn_id

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return what the triggerer makes it from."""
        return (
            "webinar_sync.airflow.trigger.InboxTrigger",
            {"inbox": self.inbox, "conn_id": self.conn_id},
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Watch for ever."""
        from airflow.sdk import Connection

        # In a thread: importing would hold up the other triggers.
        connections = await asyncio.to_thread(import_module, "webinar_sync.airflow.connections")
        url = connections.url_of(await Connection.async_get(self.conn_id))
        async for due in watch_for_ever(url, INBOXES[self.inbox]):
            yield TriggerEvent({"due": due})


async def watch_for_ever(url: str, inbox: Inbox = INBOXES["registration"]) -> AsyncIterator[int]:
    """Watch, and connect again when the connection is lost."""
    from psycopg import Error

    while True:
        try:
            async for due in watch(url, inbox):
                yield due
        except (Error, OSError, TimeoutError) as error:
            log.warning(
                "the connection to the inbox is lost (%s); it is made again soon",
                type(error).__name__,
            )
            await asyncio.sleep(RECONNECT_SECONDS)


async def watch(url: str, inbox: Inbox = INBOXES["registration"]) -> AsyncIterator[int]:
    """Yield how many requests, or events, are due, each time that the Dag is to be woken for them.

    :param url: the warehouse's, direct: LISTEN breaks under transaction pooling
    :raises psycopg.Error: if the connection is lost
    :raises TimeoutError: if the warehouse no longer responds
    """
    from psycopg import AsyncConnection

    connection = await AsyncConnection.connect(url, autocommit=True, connect_timeout=10)
    async with connection:
        await connection.execute(f"listen {inbox.channel}".encode())
        woken_at: float | None = None
        woken_for: datetime | None = None
        while True:
            async with asyncio.timeout(RESPONSE_SECONDS):
                due, newest_at, is_under_way = await _read_due(connection, inbox)
            if not due or is_under_way:
                woken_at = None
            elif woken_at is None or _is_time(woken_at, is_new=newest_at != woken_for):
                woken_at, woken_for = time.monotonic(), newest_at
                yield due
            timeout = LOOK_AGAIN_SECONDS if due else inbox.look_seconds
            async for _ in connection.notifies(timeout=timeout, stop_after=1):
                pass


def _is_time(woken_at: float, *, is_new: bool) -> bool:
    """Tell whether to wake the Dag once more."""
    waited = time.monotonic() - woken_at
    return waited >= (WAKE_FOR_NEW_SECONDS if is_new else WAKE_AGAIN_SECONDS)


async def _read_due(
    connection: AsyncConnection[Any], inbox: Inbox
) -> tuple[int, datetime | None, bool]:
    """Return how many are due, since when the newest is, and whether a run is at it."""
    from webinar_sync.warehouse.queries import query_text

    cursor = await connection.execute(query_text(inbox.count_query).encode())
    ((due, newest_at, is_under_way),) = await cursor.fetchall()
    return int(due), newest_at, bool(is_under_way)
