"""Measures how much of its share of Zoom's limits a sync uses, and that none is refused.

Limits hold over a rolling second. By plan, latency and share, one run and two at once: two
warehouses that read one account, with half of the limits each. Heavy requests are what counts:
from the first report of participants to the last.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from bench.extract import fresh_database
from bench.markdown import print_bounds, print_table
from bench.processes import run_child
from bench.zoom import serve_zoom
from local.postgres import temporary_cluster
from sandbox.zoom.sized import Size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster

HEAVY_A_SECOND = {"free": 1, "pro": 10, "business": 40}
SESSIONS_OF_A_HOST = {"free": 1, "pro": 4, "business": 20}
LATENCIES_MS = (50, 300)
SHARES = (0.5, 1.0)
BOUNDS = {0.5: 95, 1.0: 90}
"""Percent of the share, by share."""
_REPORT = "/report/webinars/{ref}/participants"


@dataclass(frozen=True)
class Case:
    """Under which conditions an account is read, and by how many runs at once."""

    plan: str
    latency_ms: int
    share: float
    runs: int

    def describe(self) -> str:
        """Return the case in words."""
        runs = "one run" if self.runs == 1 else f"{self.runs} runs at once"
        return f"{self.plan.capitalize()}, {self.latency_ms} ms, share {self.share}, {runs}"


def main() -> None:
    """Print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="Pro and 50 ms only")
    parser.add_argument("--loaded", action="store_true", help="beside four busy processes")
    options = parser.parse_args()
    plans = ["pro"] if options.quick else list(HEAVY_A_SECOND)
    latencies = LATENCIES_MS[:1] if options.quick else LATENCIES_MS
    rows, results = [], []
    with temporary_cluster() as cluster, ExitStack() as stack:
        if options.loaded:
            stack.enter_context(load_on_machine(4))
        for plan, latency_ms in product(plans, latencies):
            cases = [Case(plan, latency_ms, share, 1) for share in SHARES]
            for case in (*cases, Case(plan, latency_ms, 0.5, 2)):
                used, requests, refused = measure(cluster, case)
                rows.append((case.describe(), f"{requests}", f"{refused}", f"{used:.1f} %"))
                results.append((case, used, refused))
    print_table(("case", "heavy requests", "refused (429)", "of the share"), rows)
    if not options.quick:
        refusals = sum(refused for *_, refused in results)
        print_bounds(
            *((f"pace at a share of {share}, the worst case", f"{bound} %",
               f"{worst_of(results, share):.1f} %", worst_of(results, share) >= bound)
              for share, bound in BOUNDS.items()),
            ("refused by Zoom's limits, all cases", "none", str(refusals), refusals == 0),
        )  # fmt: skip


def worst_of(results: list[tuple[Case, float, int]], share: float) -> float:
    """Return the least that was used of a share."""
    return min(used for case, used, _ in results if case.share == share)


def measure(cluster: Cluster, case: Case) -> tuple[float, int, int]:
    """Read an account; return percent of the share used, heavy requests, and refused requests."""
    size = Size(webinars=SESSIONS_OF_A_HOST[case.plan])
    urls = [fresh_database(cluster, f"bench_{number}") for number in range(case.runs)]
    with (
        serve_zoom(size, plan=case.plan, latency_ms=case.latency_ms) as zoom,
        ThreadPoolExecutor(case.runs) as threads,
    ):
        arguments = [("bench.extract", "--into", url, zoom.url, case.plan, case.share)
                     for url in urls]  # fmt: skip
        for future in [threads.submit(run_child, *each_run) for each_run in arguments]:
            future.result()
        entries = zoom.entries()
    times = sorted(entry["at"] for entry in entries if entry["template"] == _REPORT)
    a_second = (len(times) - 1) / (times[-1] - times[0])
    share = HEAVY_A_SECOND[case.plan] * case.share * case.runs
    refused = sum(entry["status"] == 429 for entry in entries)
    return 100 * a_second / share, len(times), refused


@contextmanager
def load_on_machine(processes: int) -> Iterator[None]:
    """Keep the machine busy until the block ends."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in busy:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    main()
