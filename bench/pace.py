"""Measures how much of its share of Zoom's limits a sync uses, and that none is refused.

Limits hold over a rolling second. By plan, latency and share, one run, two at once (two warehouses
that read one account, with half of the limits each), and one beside which people are registered
every few seconds. Heavy requests count: from the first report of participants to the last.
"""

from __future__ import annotations

import argparse
import select
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import count, product
from typing import TYPE_CHECKING

import psycopg

from bench.extract import fresh_database
from bench.markdown import print_bounds, print_table
from bench.processes import run_child
from bench.zoom import serve_zoom, zoom_config
from local.postgres import temporary_cluster
from local.processes import REPOSITORY, watchdog
from sandbox.zoom.sized import Size
from sandbox.zoom.sized import build as build_account
from webinar_sync.registration.worker import Worker
from webinar_sync.runs.run import Run
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.pacing import Pacer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from local.postgres import Cluster

HEAVY_A_SECOND = {"free": 1, "pro": 10, "business": 40}
SESSIONS_OF_A_HOST = {"free": 1, "pro": 4, "business": 20}
LATENCIES_MS = (50, 300)
SHARES = (0.5, 1.0)
BOUNDS = {0.5: 95, 1.0: 90}
"""Percent of the share, by share."""
_REPORT = "/report/webinars/{ref}/participants"
_ASK = """
insert into registration.requests
    (request_key, source, action, webinar, email, first_name, last_name)
select
    format('bench-%%s-%%s', %(number)s::int, person), 'workflow', 'add', %(webinar)s,
    format('person-%%s-%%s@bench.example.com', %(number)s::int, person), 'Some', 'Body'
from generate_series(1, %(people)s::int) as person
"""
_PAUSE_SECONDS = 5
"""Between those who are registered: on the smallest plan a sync waits meanwhile."""
_COUNT_REGISTERED = "select count(*) from registration.requests where code = 'REGISTERED'"


@dataclass(frozen=True)
class Case:
    """Under which conditions an account is read, and by how many runs at once."""

    plan: str
    latency_ms: int
    share: float
    runs: int
    has_registrations: bool = False

    def describe(self) -> str:
        """Return the case in words."""
        runs = "one run" if self.runs == 1 else f"{self.runs} runs at once"
        runs += " beside registrations" * self.has_registrations
        return f"{self.plan.capitalize()}, {self.latency_ms} ms, share {self.share}, {runs}"


def main() -> None:
    """Print a line for each case, as it comes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="Pro and 50 ms only")
    parser.add_argument("--loaded", action="store_true", help="beside four busy processes")
    parser.add_argument(
        "--register",
        nargs=5,
        metavar=("WAREHOUSE", "ZOOM", "PLAN", "SHARE", "WEBINAR"),
        help=argparse.SUPPRESS,
    )
    options = parser.parse_args()
    if options.register:
        register(*options.register)
        return
    plans = ["pro"] if options.quick else list(HEAVY_A_SECOND)
    latencies = LATENCIES_MS[:1] if options.quick else LATENCIES_MS
    results: list[tuple[Case, Figures]] = []

    def rows() -> Iterator[tuple[str, ...]]:
        for case in cases_of(plans, latencies):
            figures = measure(cluster, case)
            results.append((case, figures))
            yield case.describe(), *figures.cells()

    with temporary_cluster() as cluster, ExitStack() as stack:
        if options.loaded:
            stack.enter_context(load_on_machine(4))
        columns = ("case", "reports", "people registered", "refused (429)", "of the share")
        print_table(columns, rows())
    if not options.quick:
        refusals = sum(figures.refused for _, figures in results)
        print_bounds(
            *((f"pace at a share of {share}, the worst case of syncs by themselves", f"{bound} %",
               f"{worst_of(results, share):.1f} %", worst_of(results, share) >= bound)
              for share, bound in BOUNDS.items()),
            ("refused by Zoom's limits, all cases", "none", str(refusals), refusals == 0),
        )  # fmt: skip


def cases_of(plans: Iterable[str], latencies: Iterable[int]) -> Iterator[Case]:
    """Return the cases of each plan and latency."""
    for plan, latency_ms in product(plans, latencies):
        yield from (Case(plan, latency_ms, share, 1) for share in SHARES)
        yield from (Case(plan, latency_ms, share, 1, has_registrations=True) for share in SHARES)
        yield Case(plan, latency_ms, 0.5, 2)


@dataclass(frozen=True)
class Figures:
    """What reading an account came to: reports, people registered, refusals, % of the share."""

    reports: int
    registered: int
    refused: int
    used_percent: float

    def cells(self) -> tuple[str, ...]:
        """Return them for a table."""
        counts = (self.reports, self.registered, self.refused)
        return (*map(str, counts), f"{self.used_percent:.1f} %")


def worst_of(results: list[tuple[Case, Figures]], share: float) -> float:
    """Return the least that was used of a share by syncs that had it for themselves."""
    return min(figures.used_percent for case, figures in results
               if case.share == share and not case.has_registrations)  # fmt: skip


def measure(cluster: Cluster, case: Case) -> Figures:
    """Read an account at the pace of a case."""
    size = Size(webinars=SESSIONS_OF_A_HOST[case.plan])
    if case.has_registrations:
        size = replace(size, upcoming=1, registrants=1)
    urls = [fresh_database(cluster, f"bench_{number}") for number in range(case.runs)]
    with (
        serve_zoom(size, plan=case.plan, latency_ms=case.latency_ms) as zoom,
        ThreadPoolExecutor(case.runs) as threads,
        ExitStack() as stack,
    ):
        if case.has_registrations:
            webinar_id = build_account(size).webinars[-1].id
            stack.enter_context(registrations(urls[0], zoom.url, case, webinar_id))
        arguments = [("bench.extract", "--into", url, zoom.url, case.plan, case.share)
                     for url in urls]  # fmt: skip
        for future in [threads.submit(run_child, *each_run) for each_run in arguments]:
            future.result()
        stack.close()
        entries = zoom.entries()
    times = sorted(entry["at"] for entry in entries if entry["template"] == _REPORT)
    a_second = (len(times) - 1) / (times[-1] - times[0])
    share = HEAVY_A_SECOND[case.plan] * case.share * case.runs
    with psycopg.connect(urls[0]) as connection:
        row = connection.execute(_COUNT_REGISTERED).fetchone()
    registered = row[0] if row else 0
    refused = sum(entry["status"] == 429 for entry in entries)
    return Figures(len(times), registered, refused, 100 * a_second / share)


@contextmanager
def registrations(warehouse_url: str, zoom_url: str, case: Case, webinar_id: int) -> Iterator[None]:
    """Register people for a webinar, by a process of its own, until the block ends."""
    arguments = (warehouse_url, zoom_url, case.plan, str(case.share), str(webinar_id))
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.pace", "--register", *arguments],
        cwd=REPOSITORY, stdin=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield
    finally:
        process.communicate(timeout=60)  # its input ends, and it with that
    if process.returncode:
        raise RuntimeError("the process that registers people failed")


def register(
    warehouse_url: str, zoom_url: str, plan: str, rate_share: str, webinar_id: str
) -> None:
    """Register somebody and a batch of 30 in turns, with pauses, until the input ends."""
    config = zoom_config(zoom_url, plan=plan, rate_share=float(rate_share))
    pacer = Pacer(config.plan, config.rate_share, is_registration=True)
    client = ZoomClient(config, pacer=pacer)
    with (
        Warehouse(warehouse_url) as warehouse,
        psycopg.connect(warehouse_url, autocommit=True) as connection,
    ):
        for number in count():
            if number and select.select([sys.stdin], [], [], _PAUSE_SECONDS)[0]:
                return
            people = 30 if number % 2 else 1
            connection.execute(_ASK, {"number": number, "people": people, "webinar": webinar_id})
            Worker(Run(warehouse, f"register {number}"), [client], None).process_inbox()


@contextmanager
def load_on_machine(processes: int) -> Iterator[None]:
    """Keep the machine busy until the block ends."""
    with ExitStack() as stack:
        for _ in range(processes):
            process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            stack.enter_context(watchdog("--family", str(process.pid)))
        yield


if __name__ == "__main__":
    main()
