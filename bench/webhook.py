"""Measures the webhook of the registration action: how fast signed requests are answered.

100 signed requests a second for 30 seconds from one process to another, which is one process under
uvicorn; every request is stored before it is answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from typing import Any

import httpx

from bench.extract import fresh_database
from bench.markdown import print_bounds, print_table
from local.airflow import free_port
from local.postgres import temporary_cluster
from local.processes import REPOSITORY
from sandbox.hubspot.workflows import sign
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.web.app import create_app
from webinar_sync.web.backend import Backend, WebhookSettings
from webinar_sync.web.signing_secrets import SigningSecrets

RATE, SECONDS = 100, 30
PORTAL, SECRET, PATH = 4711, "bench-secret", "/hubspot/registrations"


def main() -> None:
    """Print percentiles of the time to answer, and how many requests are stored."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5 seconds")
    parser.add_argument("--serve", nargs=2, metavar=("WAREHOUSE", "PORT"))
    options = parser.parse_args()
    if options.serve:
        serve(options.serve[0], int(options.serve[1]))
        return
    with temporary_cluster() as cluster:
        measure(fresh_database(cluster), 5 if options.quick else SECONDS)


def serve(url: str, port: int) -> None:
    """Serve the webhooks by themselves, as one process under uvicorn."""
    import uvicorn

    settings = WebhookSettings(SigningSecrets((SECRET,)), f"http://127.0.0.1:{port}", PORTAL)
    app = create_app(lambda: Backend(Warehouse(url), lambda: settings))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


def measure(url: str, seconds: int) -> None:
    """Send requests at a pace from this process to another, and print the results."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.webhook", "--serve", url, str(port)], cwd=REPOSITORY
    )
    try:
        times, statuses = asyncio.run(knock(f"http://127.0.0.1:{port}", seconds))
    finally:
        server.terminate()
        server.wait(10)
    with Warehouse(url) as warehouse:
        (stored,) = warehouse.rows("registration/count_due")
    sent = len(times) + 1  # with the one that waited for the server
    cuts = statistics.quantiles(times, n=1000)
    figures = {"median": cuts[499], "95 %": cuts[949], "99 %": cuts[989], "slowest": max(times)}
    columns = (f"time to answer, {RATE} a second for {seconds} s", "ms")
    print_table(columns, [(name, f"{1000 * value:.1f}") for name, value in figures.items()])
    print(f"{sent} requests, statuses {sorted(set(statuses))}, {stored['due']} stored.")
    print_bounds((
        f"webhook, {RATE} a second, 99th percentile", "50 ms, all stored",
        f"{1000 * cuts[989]:.0f} ms, {stored['due']} of {sent} stored",
        cuts[989] < 0.05 and stored["due"] == sent,
    ))  # fmt: skip


async def knock(url: str, seconds: int) -> tuple[list[float], list[int]]:
    """Send signed requests, evenly spaced, whatever the answers take."""
    times: list[float] = []
    statuses: list[int] = []
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:

        async def send(number: int) -> None:
            body = json.dumps(call(number)).encode()
            headers = sign(SECRET, "POST", url + PATH, body, time.time())
            begun = time.perf_counter()
            response = await client.post(url + PATH, content=body, headers=headers)
            times.append(time.perf_counter() - begun)
            statuses.append(response.status_code)

        for _ in range(200):
            try:
                await send(0)
                break
            except httpx.ConnectError:
                await asyncio.sleep(0.1)
        times.clear()
        statuses.clear()
        begun = time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for number in range(1, RATE * seconds + 1):
                await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
                tasks.create_task(send(number))
    return times, statuses


def call(number: int) -> dict[str, Any]:
    """Return what HubSpot sends for one contact."""
    return {
        "callbackId": f"ap-{PORTAL}-{number}-7-0",
        "origin": {"portalId": PORTAL, "actionDefinitionId": 1, "actionDefinitionVersion": 1},
        "context": {"source": "WORKFLOWS", "workflowId": 77},
        "object": {
            "objectId": number,
            "objectType": "CONTACT",
            "properties": {"email": f"p{number}@bench.example", "firstname": "P", "lastname": "B"},
        },
        "inputFields": {"webinarId": "92000000001"},
    }


if __name__ == "__main__":
    main()
