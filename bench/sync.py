"""Measures whole syncs of the sandbox's medium account: the first, and then with nothing new.

50 ms a request, Business limits at the default share of 0.5. Medians of three rounds in one
process, which has its imports done; the sandbox is a process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bench.extract import fresh_database
from bench.markdown import median_of, print_bounds, print_table
from bench.processes import Stopwatch, database_cpu
from bench.zoom import LATENCY_MS, wait_for
from local.airflow import free_port
from local.postgres import temporary_cluster
from local.processes import REPOSITORY
from sandbox.zoom import medium
from sandbox.zoom.schedule import coming_starts
from webinar_sync.pipeline import sync
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.config import ZoomConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster

ROUNDS = 3
HORIZON = timedelta(days=7)
SYNCS = {"first, nightly": True, "hourly, nothing new": False, "nightly, nothing new": True}
"""Each sync of a round, and whether it is a nightly one."""


def main() -> None:
    """Print a table of what a first, an hourly and a nightly sync cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round")
    options = parser.parse_args()
    now = datetime.now(UTC)
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in SYNCS}
    with temporary_cluster() as cluster:
        for _ in range(1 if options.quick else ROUNDS):
            for name, figures in measure(cluster, now):
                rounds[name].append(figures)
    columns = ("sync", "requests", "refused (429)", "CPU s", "PostgreSQL's CPU s", "wall s")
    rows = []
    for name, measured in rounds.items():
        median = {figure: median_of(measured, figure) for figure in measured[0]}
        rows.append((
            name,
            *(f"{median[figure]:.0f}" for figure in ("requests", "refused")),
            *(f"{median[figure]:.1f}" for figure in ("cpu", "database_cpu", "wall")),
        ))  # fmt: skip
    print_table(columns, rows)
    least = 2 + webinars_within_horizon(now)
    hourly = median_of(rounds["hourly, nothing new"], "requests")
    print_bounds((
        "requests of an hourly run with nothing new",
        "2 + 1 for each webinar within the horizon", f"{hourly:.0f} of {least}", hourly <= least,
    ))  # fmt: skip


def measure(cluster: Cluster, now: datetime) -> Iterator[tuple[str, dict[str, float]]]:
    """Sync a fresh warehouse: first, again hourly, again nightly."""
    url = fresh_database(cluster)
    with serve_medium(now) as zoom_url, Warehouse(url) as warehouse:
        config = ZoomConfig(
            "bench",
            medium.ACCOUNT_ID,
            medium.CLIENT_ID,
            medium.CLIENT_SECRET,
            base_url=zoom_url,
            token_url=f"{zoom_url}/oauth/token",
            plan="business",
        )
        for name, is_full in SYNCS.items():
            client = ZoomClient(config)
            window = Window(now - timedelta(hours=1), now, is_exact=False)
            with database_cpu(cluster) as database:
                stopwatch = Stopwatch()
                report = sync(Run(warehouse, f"bench {name}"), [client], window, is_full=is_full)
                figures = stopwatch.figures()
            if not report.success:
                raise RuntimeError(report.message)
            requests = {"requests": client.sent.total(), "refused": client.refused.total()}
            yield name, {**figures, **database, **requests}


def webinars_within_horizon(now: datetime) -> int:
    """Return how many webinars of the account start within the horizon."""
    webinars = medium.build(now.date()).webinars
    starts = [coming_starts(webinar, now) for webinar in webinars]
    return sum(any(start <= now + HORIZON for start in each_one) for each_one in starts)


@contextmanager
def serve_medium(now: datetime) -> Iterator[str]:
    """Serve the medium account in a process of its own until the block ends."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--account", "medium", "--port", str(port),
         "--epoch", now.date().isoformat(), "--latency-ms", str(LATENCY_MS)],
        cwd=REPOSITORY, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/_sandbox/clock")
        yield url
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main()
