"""Measures a first push of many contacts against the sandbox's HubSpot, with its limits on."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from sqlalchemy import text

from local.airflow import REPOSITORY, free_port
from local.postgres import Cluster
from sandbox.hubspot import medium
from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.config import HubspotConfig
from webinar_sync.hubspot.pacing import Pacer
from webinar_sync.hubspot.portal import check_portal
from webinar_sync.hubspot.push.plan import plan
from webinar_sync.hubspot.push.steps import STEPS
from webinar_sync.hubspot.run import HubspotRun
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTACTS = (10_000, 100_000)
"""Ten times as many, to see that memory does not grow with them."""
LATENCY_MS = 200
LIMIT = 190
_PEOPLE = text(
    """
    insert into marts.contacts (
        email, contact_id, first_name, last_name, average_attendance_percent,
        registrations_total, attendances_total, run_id
    )
    select
        'person' || number || '@bench.example', number, 'First', 'Last', number % 100,
        1 + number % 5, number % 5, 'bench'
    from generate_series(1, :contacts) as number
    """
)


def main() -> None:
    """Print what a first push of so many contacts costs: requests, pace, refusals, CPU, memory."""
    print(
        f"| first push, {LATENCY_MS} ms a request | requests | refused (429) | "
        f"of {LIMIT} in 10 s | CPU s | wall s | peak MiB |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory(prefix="ws-") as folder:
        cluster = Cluster(Path(folder) / "pg")
        try:
            for contacts in CONTACTS:
                cluster.create_database("bench", afresh=True)
                migrate(cluster.url("bench"))
                with Warehouse(cluster.url("bench")) as warehouse, served() as url:
                    measure(warehouse, url, contacts)
        finally:
            cluster.stop()


@contextmanager
def served() -> Iterator[str]:
    """Serve a HubSpot account in a process of its own."""
    port = free_port()
    sandbox = subprocess.Popen(
        [
            sys.executable, "-m", "sandbox", "--account", "medium", "--port", str(free_port()),
            "--hubspot-port", str(port), "--latency-ms", str(LATENCY_MS),
        ],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                requests.get(f"{url}/_sandbox/requests", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield url
    finally:
        sandbox.terminate()
        sandbox.wait(10)


def measure(warehouse: Warehouse, url: str, contacts: int) -> None:
    """Print one line for each step that has to do with contacts."""
    with warehouse.transaction() as transaction:
        transaction.execute(_PEOPLE, {"contacts": contacts})
        transaction.execute(text("analyze marts.contacts"))
    config = HubspotConfig(medium.TOKEN, base_url=url)
    client = HubspotClient(config, Pacer(warehouse, config.requests_per_10s))
    run = HubspotRun(warehouse, "bench", client)
    check_portal(run, lambda: True)
    begun = time.monotonic()
    plan(warehouse)
    print(f"| dry run of {contacts:,} contacts | 0 | 0 | | | {time.monotonic() - begun:.1f} | |")
    for name in ("refresh_mirror", "push_contacts"):
        sent_before, cpu, begun = Counter(client.sent), cpu_seconds(), time.monotonic()
        STEPS[name](run)
        wall = time.monotonic() - begun
        sent = (client.sent - sent_before).total()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"| {name} of {contacts:,} | {sent} | {client.refused.total()} | "
            f"{100 * sent / wall * 10 / LIMIT:.1f} % | {cpu_seconds() - cpu:.1f} | {wall:.1f} | "
            f"{peak:.0f} |",
            flush=True,
        )


def cpu_seconds() -> float:
    """Return the CPU time that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
