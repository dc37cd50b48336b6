"""Measures the sync against the sandbox: requests, CPU seconds, wall time. `make bench`.

Figures are medians of three rounds in one process; the sandbox runs in a process of its own, so
that CPU seconds are the client's.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import requests

from local.airflow import REPOSITORY, free_port
from local.postgres import temporary_cluster
from sandbox.zoom import medium
from webinar_sync.pipeline import sync
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.migrations import migrate
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.config import ZoomConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster

ROUNDS = 3
LATENCY_MS = 50


def main() -> None:
    """Print a table of what a first, an hourly and a nightly sync of the medium account cost."""
    rows: dict[str, list[tuple[int, int, float, float]]] = {}
    with temporary_cluster() as cluster:
        for _ in range(ROUNDS):
            for name, figures in measure(cluster):
                rows.setdefault(name, []).append(figures)
    print(
        f"| sync of the medium account, {LATENCY_MS} ms a request, Business limits at 0.5 |"
        " requests | refused (429) | CPU s | wall s |"
    )
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, figures in rows.items():
        columns = zip(*figures, strict=True)
        requested, refused, cpu, wall = (statistics.median(column) for column in columns)
        print(f"| {name} | {requested:.0f} | {refused:.0f} | {cpu:.1f} | {wall:.1f} |")


def measure(cluster: Cluster) -> Iterator[tuple[str, tuple[int, int, float, float]]]:
    """Sync a fresh warehouse: first, again hourly, again nightly."""
    cluster.create_database("bench", afresh=True)
    migrate(cluster.url("bench"))
    now = datetime.now(UTC)
    with sandbox(now) as url, Warehouse(cluster.url("bench")) as warehouse:
        config = ZoomConfig(
            "bench",
            medium.ACCOUNT_ID,
            medium.CLIENT_ID,
            medium.CLIENT_SECRET,
            base_url=url,
            token_url=f"{url}/oauth/token",
            plan="business",
        )
        for name, is_full in (
            ("first, nightly", True),
            ("hourly, nothing new", False),
            ("nightly, nothing new", True),
        ):
            client = ZoomClient(config)
            cpu, wall = cpu_seconds(), time.monotonic()
            window = Window(now - timedelta(hours=1), now, is_exact=False)
            report = sync(Run(warehouse, f"bench {name}"), [client], window, is_full=is_full)
            if not report.success:
                raise RuntimeError(report.message)
            yield (
                name,
                (
                    sum(client.sent.values()),
                    sum(client.refused.values()),
                    cpu_seconds() - cpu,
                    time.monotonic() - wall,
                ),
            )


def cpu_seconds() -> float:
    """Return the CPU seconds that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class sandbox:  # used as a context manager
    """The sandbox with the medium account, in a process of its own."""

    def __init__(self, now: datetime) -> None:
        self._port = free_port()
        self._epoch = now.date().isoformat()

    def __enter__(self) -> str:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "--account", "medium", "--port", str(self._port),
             "--epoch", self._epoch, "--latency-ms", str(LATENCY_MS)],
            cwd=REPOSITORY, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        url = f"http://127.0.0.1:{self._port}"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                requests.get(f"{url}/_sandbox/clock", timeout=1)
            except requests.RequestException:
                time.sleep(0.1)
            else:
                return url
        raise RuntimeError("the sandbox did not start")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)


if __name__ == "__main__":
    main()
