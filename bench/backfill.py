"""Measures a backfill into an empty warehouse, step by step, at two sizes: memory must not grow.

Reading, checking and loading are a process each, measured whole, with their imports. Sessions have
500 connections, and their webinars 600 registrations. There are no limits.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg

from bench.extract import fresh_database
from bench.markdown import print_bounds, print_table
from bench.processes import Stopwatch, database_cpu, run_child
from bench.zoom import serve_zoom
from local.postgres import temporary_cluster
from sandbox.zoom.sized import Size
from sandbox.zoom.sized import account as sized_account
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from local.postgres import Cluster

CONNECTIONS = (100_000, 400_000)
QUICK_CONNECTIONS = (10_000, 40_000)
CONNECTIONS_OF_A_SESSION, REGISTRANTS_OF_A_WEBINAR, HOSTS = 500, 600, 10
MEMORY_BOUND_MIB = 2048
STEPS = ("extract", "check", "load")
_CONSERVATION = """
    select
        (select coalesce(sum(connections), 0) from sync.outcomes)
        + (select count(*) from sync.rejected_rows where source = 'participants'),
        (select count(*) from zoom.connections)
"""


def main() -> None:
    """Print what each step costs at each size, or (--step) do one step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    parser.add_argument("--connections", type=int, nargs="+", help="so many, such as 5000000")
    parser.add_argument("--registrants", type=int, default=REGISTRANTS_OF_A_WEBINAR)
    parser.add_argument("--step", nargs=2, metavar=("STEP", "WAREHOUSE"))
    options = parser.parse_args()
    if options.step:
        do_step(*options.step)
        return
    rows, peaks = [], []
    with temporary_cluster() as cluster:
        sizes = options.connections or (QUICK_CONNECTIONS if options.quick else CONNECTIONS)
        for connections in sizes:
            for step, figures in measure(cluster, connections, options.registrants).items():
                rows.append((
                    f"{step}, {connections:,} connections",
                    *(f"{figures[name]:.1f}" for name in ("wall", "cpu", "database_cpu")),
                    f"{figures['peak_mib']:.0f}",
                ))  # fmt: skip
                peaks.append(figures["peak_mib"])
    columns = ("step of a backfill", "wall s", "CPU s", "PostgreSQL's CPU s", "peak MiB")
    print_table(columns, rows)
    if not options.quick:
        print_bounds((
            f"memory of any process, {max(sizes):,} connections", "2 GiB with 5,000,000",
            f"{max(peaks):.0f} MiB", max(peaks) <= MEMORY_BOUND_MIB,
        ))  # fmt: skip


def measure(cluster: Cluster, connections: int, registrants: int) -> dict[str, dict[str, float]]:
    """Read, check and load an account of a size; return what each step used.

    :raises RuntimeError: if connections got lost
    """
    size = Size(
        hosts=HOSTS,
        webinars=connections // CONNECTIONS_OF_A_SESSION // HOSTS,
        connections=CONNECTIONS_OF_A_SESSION,
        registrants=registrants,
    )
    url = fresh_database(cluster)
    measured = {}
    with serve_zoom(size, plan=None) as zoom:
        for step in STEPS:
            with database_cpu(cluster) as database:
                if step == "extract":
                    figures = run_child("bench.extract", "--into", url, zoom.url, "none", 1.0)
                else:
                    figures = run_child("bench.backfill", "--step", step, url)
            measured[step] = {**figures, **database}
            measured[step] |= {"wall": figures["whole_wall"], "cpu": figures["whole_cpu"]}
    with psycopg.connect(url) as connection:
        accounted, landed = connection.execute(_CONSERVATION).fetchone() or (0, 0)
    if not connections == accounted == landed:
        raise RuntimeError(f"{connections} connections: {landed} landed, {accounted} accounted for")
    return measured


def do_step(step: str, warehouse_url: str) -> None:
    """Check or load what landed, in this process, and print what that used."""
    from webinar_sync.load.marts import load_account
    from webinar_sync.quality.check import check_account

    stopwatch = Stopwatch()
    with Warehouse(warehouse_url) as warehouse:
        run = Run(warehouse, f"bench {step} {time.time()}")
        run.begin("bench", "function", Window(None, datetime.now(UTC), is_exact=False))
        function = check_account if step == "check" else load_account
        function(run, sized_account.ACCOUNT_ID, "bench")
    print(json.dumps(stopwatch.figures()))


if __name__ == "__main__":
    main()
