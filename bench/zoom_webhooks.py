"""Measures Zoom's webhooks: 200 signed events a second for a minute, and how often they wake a run.

From one process to another, which is one process under uvicorn; every event is stored before it is
answered. The watcher runs beside it. What it wakes takes ten seconds each time, as a run in Airflow
does, and handles what is due.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import re
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from bench.extract import fresh_database
from bench.markdown import print_bounds, print_table
from local.airflow import free_port
from local.postgres import temporary_cluster
from local.processes import REPOSITORY
from sandbox.zoom.webhooks import sign
from webinar_sync.airflow.trigger import INBOXES, watch
from webinar_sync.warehouse import locks
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.web.app import create_app
from webinar_sync.web.backend import Backend, WebhookSettings
from webinar_sync.web.signing_secrets import SigningSecrets

if TYPE_CHECKING:
    from collections.abc import Mapping

RATE, SECONDS = 200, 60
ACCOUNT, SECRET, PATH = "acc-bench", "bench-secret", "/zoom/events"
RUN_SECONDS = 10.0
CONNECTIONS = 40
EVENTS = (
    "webinar.participant_joined", "webinar.participant_left", "webinar.registration_created",
    "webinar.participant_joined", "webinar.registration_cancelled",
)  # fmt: skip


def main() -> None:
    """Print how fast events are answered, how many are stored, and how many runs they wake."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5 seconds")
    parser.add_argument("--serve", nargs=2, metavar=("WAREHOUSE", "PORT"))
    options = parser.parse_args()
    if options.serve:
        serve(options.serve[0], int(options.serve[1]))
        return
    logging.disable(logging.INFO)  # Airflow, which the trigger imports, logs to stdout
    with temporary_cluster() as cluster:
        measure(fresh_database(cluster), 5 if options.quick else SECONDS)


def serve(url: str, port: int) -> None:
    """Serve the webhooks by themselves, as one process under uvicorn."""
    import uvicorn

    def no_hubspot() -> WebhookSettings:
        raise NotImplementedError

    app = create_app(
        lambda: Backend(Warehouse(url), no_hubspot, lambda: {ACCOUNT: SigningSecrets((SECRET,))})
    )
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


def measure(url: str, seconds: int) -> None:
    """Send events at a pace from this process to another, and print the results."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.zoom_webhooks", "--serve", url, str(port)], cwd=REPOSITORY
    )
    with Warehouse(url) as warehouse:
        warehouse.execute(
            "zoom/upsert_account", account_id=ACCOUNT, brand=None, is_primary=True, run_id="bench"
        )
        try:
            times, statuses, runs = asyncio.run(send_and_watch(port, url, warehouse, seconds))
        finally:
            server.terminate()
            server.wait(10)
        with warehouse.transaction() as transaction:
            stored = transaction.exec_driver_sql(
                "select count(*) from zoom.webhook_events"
            ).scalar_one()
    sent = len(times)
    cuts = statistics.quantiles(times, n=1000)
    figures = {"median": cuts[499], "95 %": cuts[949], "99 %": cuts[989], "slowest": max(times)}
    columns = (f"time to answer an event, {RATE} a second for {seconds} s", "ms")
    print_table(columns, [(name, f"{1000 * value:.1f}") for name, value in figures.items()])
    print(f"{sent} events, statuses {sorted(set(statuses))}, {stored} stored, {runs} runs woken.")
    most_runs = seconds // RUN_SECONDS + 2
    print_bounds(
        (
            f"Zoom's webhooks, {RATE} a second", "each within 1 s, all stored",
            f"slowest {1000 * max(times):.0f} ms, {stored} of {sent} stored",
            max(times) < 1 and stored == sent,
        ),
        (
            f"runs that {RATE} events a second wake in {seconds} s", f"{most_runs:.0f}",
            str(runs), runs <= most_runs,
        ),
    )  # fmt: skip


async def send_and_watch(
    port: int, warehouse_url: str, warehouse: Warehouse, seconds: int
) -> tuple[list[float], list[int], int]:
    """Send signed events, evenly spaced, whatever the answers take; watch the inbox beside."""
    runs = 0

    async def wake() -> None:
        nonlocal runs
        async for _ in watch(warehouse_url, INBOXES["webhooks"]):
            runs += 1
            await asyncio.to_thread(handle, warehouse)

    watcher = asyncio.create_task(wake())
    try:
        times, statuses = await knock("127.0.0.1", port, seconds)
    finally:
        watcher.cancel()
    return times, statuses, runs


def handle(warehouse: Warehouse) -> None:
    """Do what a run does to the inbox, as long as one takes."""
    ids = {"account_id": ACCOUNT, "run_id": "bench"}
    with warehouse.session_lock(locks.extraction(ACCOUNT)):
        events = warehouse.rows("zoom/select_due_webhooks", **ids)
        time.sleep(RUN_SECONDS)
        versions = [event["version"] for event in events]
        warehouse.execute("zoom/update_webhooks_handled", versions=versions, again="[]", **ids)


async def knock(host: str, port: int, seconds: int) -> tuple[list[float], list[int]]:
    """Send signed events, evenly spaced, over connections that are kept.

    Without a client's library, which would take as much of the two cores as what is measured.
    """
    times: list[float] = []
    statuses: list[int] = []
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await connect(host, port))

    async def send(number: int) -> None:
        body = json.dumps(event_of(number)).encode()
        headers = {**sign(SECRET, body, time.time()), "Host": host, "Content-Length": len(body)}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        begun = time.perf_counter()
        reader, writer = await free.get()
        writer.write(f"POST {PATH} HTTP/1.1\r\n{head}\r\n".encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"content-length: (\d+)", answer, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        times.append(time.perf_counter() - begun)
        statuses.append(int(answer.split()[1]))
        free.put_nowait((reader, writer))

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number in range(RATE * seconds):
            await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
            tasks.create_task(send(number))
    return times, statuses


async def connect(host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection, once the server is there."""
    for _ in range(300):
        try:
            return await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the webhooks do not answer")


def event_of(number: int) -> Mapping[str, object]:
    """Return the body of one event."""
    event = EVENTS[number % len(EVENTS)]
    person = {"id": f"r{number}", "user_id": str(number), "email": f"p{number}@bench.example"}
    about = {
        "id": 92000000001 + number % 20,
        "uuid": f"session{number % 20}==",
        "start_time": "2026-11-20T10:00:00Z",
        "registrant": {**person, "first_name": "P", "last_name": str(number), "status": "approved"},
        "participant": {**person, "user_name": f"P {number}", "registrant_id": f"r{number}"},
    }
    return {
        "event": event,
        "event_ts": round(time.time() * 1000),
        "payload": {"account_id": ACCOUNT, "object": about},
    }


if __name__ == "__main__":
    main()
