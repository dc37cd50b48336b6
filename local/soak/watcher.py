"""Watches the inboxes as the triggerer does, and says on its output which of them is to wake a Dag.

`python -m local.soak.watcher URL`
"""

from __future__ import annotations

import asyncio
import os
import sys

TELLING = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what Airflow logs is not said to who listens

from webinar_sync.airflow.trigger import INBOXES, watch_for_ever  # noqa: E402


async def watch(url: str, name: str) -> None:
    """Say it each time that something is due in an inbox."""
    async for _ in watch_for_ever(url, INBOXES[name]):
        print(name, file=TELLING, flush=True)


async def main(url: str) -> None:
    """Watch all inboxes for ever."""
    async with asyncio.TaskGroup() as tasks:
        for name in INBOXES:
            tasks.create_task(watch(url, name))
        print("ready", file=TELLING, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
