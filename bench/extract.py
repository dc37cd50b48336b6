"""Measures the first reading of an account: 200 sessions of 500 connections into `zoom`.

Without limits and with those of two plans, over a rolling second, 50 ms a request, the whole share.
Medians of rounds that take turns; the client is a process of its own, measured after its imports.
"""

from __future__ import annotations

import argparse
import json
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import adbc_driver_postgresql.dbapi  # noqa: F401, what is imported late is imported here
import psycopg
import pyarrow  # noqa: F401

from bench.floors import measure_floors
from bench.markdown import median_of, print_bounds, print_table
from bench.processes import Stopwatch, database_cpu, run_child
from bench.zoom import LATENCY_MS, ServedZoom, least_requests, serve_zoom, zoom_config
from local.postgres import temporary_cluster
from sandbox.zoom.sized import Size
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.migrations import migrate
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.extraction import extract_account
from webinar_sync.zoom.pacing import REQUESTS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.postgres import Cluster

ROUNDS = 3
BOUNDS = {None: 5.0, "business": 11.0, "pro": 44.0}
"""Seconds, by whose limits are enforced."""
CPU_BOUND = 1.5
HEAVY_A_SECOND = {"business": 40, "pro": 10}
REPORT = "GET /report/webinars/{ref}/participants"
TWIN = "GET /past_webinars/{ref}/participants"
SERIES = Size(webinars=4, occurrences=5, registrants=550, strangers=0)
"""As many connections as the other account has, of series for which people register. Of all who are
connected Zoom tells the address; of a single one not, and the twin would tell too little."""


def extract(
    warehouse_url: str,
    zoom_url: str,
    plan: str | None,
    rate_share: float,
    *,
    both_endpoints: bool = False,
) -> None:
    """Read the account once, in this process, and print what that used.

    :param plan: None: at a pace that no machine reaches
    :param both_endpoints: as a connection may say
    """
    if plan is None:
        REQUESTS_PER_SECOND["business"] = dict.fromkeys(REQUESTS_PER_SECOND["business"], 10_000)
    config = zoom_config(zoom_url, plan=plan or "business", rate_share=rate_share)
    client = ZoomClient(replace(config, both_endpoints=both_endpoints))
    window = Window(None, datetime.now(UTC), is_exact=False)
    with Warehouse(warehouse_url) as warehouse:
        run = Run(warehouse, "bench")
        run.begin("bench", "function", window)
        stopwatch = Stopwatch()
        extract_account(run, client, window, is_full=True)
        print(json.dumps(stopwatch.figures()))


def fresh_database(cluster: Cluster, name: str = "bench") -> str:
    """Return the URL of a new, migrated and empty database."""
    cluster.create_database("bench_template")
    migrate(cluster.url("bench_template"))
    cluster.create_database(name, afresh=True, template="bench_template")
    return cluster.url(name)


def measure(
    cluster: Cluster,
    zoom: ServedZoom,
    plan: str | None,
    rate_share: float = 1.0,
    *,
    both_endpoints: bool = False,
) -> dict[str, float]:
    """Read the account into an empty warehouse by a process of its own; return what that used."""
    url = fresh_database(cluster)
    zoom.clear_log()
    zoom_cpu = zoom.cpu_seconds()
    with database_cpu(cluster) as database:
        options = ["--both-endpoints"] if both_endpoints else []
        figures = run_child(
            "bench.extract", "--into", url, zoom.url, plan or "none", rate_share, *options
        )
    summary = zoom.summary()
    with psycopg.connect(url) as connection:
        row = connection.execute("select count(*) from zoom.connections").fetchone()
    return {
        **figures,
        **database,
        "zoom_cpu": zoom.cpu_seconds() - zoom_cpu,
        "requests": summary["total"] - summary["by_template"]["POST /oauth/token"],
        "refused": summary["status_429"],
        "reports": summary["by_template"].get(REPORT, 0),
        "twins": summary["by_template"].get(TWIN, 0),
        "connections": row[0] if row else 0,
    }


def main() -> None:
    """Print what the first reading costs by whose limits, or (--into) do one reading."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, a tenth of the sessions")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--into", nargs=4, metavar=("WAREHOUSE", "ZOOM", "PLAN", "SHARE"))
    parser.add_argument("--both-endpoints", action="store_true", help="with --into")
    options = parser.parse_args()
    if options.into:
        warehouse_url, zoom_url, plan, share = options.into
        limits = None if plan == "none" else plan
        extract(
            warehouse_url, zoom_url, limits, float(share), both_endpoints=options.both_endpoints
        )
        return
    size = Size(webinars=2 if options.quick else 20)
    rounds: dict[str | None, list[dict[str, float]]] = {plan: [] for plan in BOUNDS}
    with temporary_cluster() as cluster, ExitStack() as serving:
        served = {plan: serving.enter_context(serve_zoom(size, plan=plan)) for plan in BOUNDS}
        for _ in range(1 if options.quick else options.rounds):
            for plan, zoom in served.items():
                rounds[plan].append(measure(cluster, zoom, plan))
        measure(cluster, served[None], None)  # last, for the floors of what it requested
        floors = measure_floors(served[None], cluster.url("bench"))
        series = replace(SERIES, webinars=1) if options.quick else SERIES
        ways = measure_both_endpoints(cluster, series)
    print_results(size, rounds)
    print(
        f"Of the CPU, the same requests by `requests` alone take {floors['fetch']:.1f} s, and the"
        f" copying of the connections {floors['copy']:.1f} s."
    )
    print_ways(series, ways)


def measure_both_endpoints(
    cluster: Cluster, size: Size
) -> dict[tuple[str, bool], dict[str, float]]:
    """Read an account of series once from the reports, and once from the twin as well."""
    ways: dict[tuple[str, bool], dict[str, float]] = {}
    for plan in HEAVY_A_SECOND:
        with serve_zoom(size, plan=plan) as zoom:
            for both_endpoints in (False, True):
                figures = measure(cluster, zoom, plan, both_endpoints=both_endpoints)
                ways[plan, both_endpoints] = figures
    return ways


def print_ways(size: Size, ways: Mapping[tuple[str, bool], Mapping[str, float]]) -> None:
    """Print what the option `both_endpoints` is worth."""
    connections = size.counts()["connections"]
    if any(figures["connections"] != connections for figures in ways.values()):
        raise RuntimeError("not every connection landed")
    print(
        f"\nThe same of {size.held_webinars} series with {size.registrants} registrants each,"
        f" {size.sessions} sessions, {connections:,} connections, with and without"
        " `both_endpoints`, one round:"
    )
    columns = ("limits", "both endpoints", "wall s", "pages of reports", "of the twin",
               "refused (429)", "CPU s")  # fmt: skip
    rows = [
        (
            plan.capitalize(),
            "yes" if both_endpoints else "no",
            f"{figures['wall']:.1f}",
            *(f"{figures[name]:.0f}" for name in ("reports", "twins", "refused")),
            f"{figures['cpu']:.1f}",
        )
        for (plan, both_endpoints), figures in ways.items()
    ]
    print_table(columns, rows)


def print_results(size: Size, rounds: Mapping[str | None, list[dict[str, float]]]) -> None:
    """Print the table and, of the whole account, which bounds are kept."""
    connections = size.counts()["connections"]
    print(
        f"First reading of {size.sessions} sessions, {connections:,} connections, into `zoom`:"
        f" {LATENCY_MS} ms a request, `rate_share` 1.0; least possible:"
        f" {least_requests(size)} requests."
    )
    columns = ("limits", "wall s", "floor s", "requests", "refused (429)", "CPU s",
               "PostgreSQL's CPU s", "sandbox's CPU s", "peak MiB")  # fmt: skip
    rows, bounds = [], []
    heavy = size.sessions * -(-size.connections // 300)
    for plan, figures in rounds.items():
        wall, refused = median_of(figures, "wall"), median_of(figures, "refused")
        if any(each_round["connections"] != connections for each_round in figures):
            raise RuntimeError("not every connection landed")
        floor = heavy / HEAVY_A_SECOND[plan] if plan else 0.0
        rows.append((
            (plan or "none").capitalize(), f"{wall:.1f}", f"{floor:.1f}" if plan else "",
            f"{median_of(figures, 'requests'):.0f}", f"{refused:.0f}",
            *(f"{median_of(figures, name):.1f}" for name in ("cpu", "database_cpu", "zoom_cpu")),
            f"{median_of(figures, 'peak_mib'):.0f}",
        ))  # fmt: skip
        bounds.append((
            f"{connections:,} connections into `zoom`, limits: {plan or 'none'}",
            f"{BOUNDS[plan]:.1f} s", f"{wall:.1f} s", wall <= BOUNDS[plan],
        ))  # fmt: skip
    print_table(columns, rows)
    if size != Size():
        return
    cpu = median_of(rounds[None], "cpu")
    requests = median_of(rounds["business"], "requests") / least_requests(size)
    print_bounds(
        *bounds,
        ("CPU for that, after imports", f"{CPU_BOUND:.1f} s", f"{cpu:.1f} s",
         cpu <= CPU_BOUND),
        ("requests for a first sync", "1.05 × the least possible", f"{requests:.2f} ×",
         requests <= 1.05),
    )  # fmt: skip


if __name__ == "__main__":
    main()
