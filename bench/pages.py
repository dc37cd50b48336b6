"""Measures the pages over HTTP: 10,000 webinars, 1,000,000 participations, years of runs.

The pages are a process of their own, as in Airflow's API server, without its login. Each page is
asked for one request after the other.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import requests
from sqlalchemy import text

from bench import page_rows, page_runs
from bench.extract import fresh_database
from bench.markdown import print_bounds, print_table
from bench.zoom import wait_for
from local.airflow import free_port
from local.postgres import temporary_cluster
from local.processes import REPOSITORY
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.web.pages.visitor import StartedRun

if TYPE_CHECKING:
    from collections.abc import Mapping

ROUNDS = 60
LIMIT_MS = 300
RUN = "sync_webinars_nightly scheduled__24"
PATHS = (
    "/",
    "/errors",
    "/errors?object_kind=session&code=not_found&sort=object_key&page=20",
    "/errors?object_kind=session&state=cleared&page=100",
    "/runs?dag_id=sync_webinars_hourly",
    "/runs?dag_id=sync_webinars_nightly&run_id=scheduled__24",
    "/quality",
    "/quality?only=broken",
    "/quality?page=100",
    f"/quality/run?run={RUN.replace(' ', '+')}",
    "/webinars",
    "/webinars?page=100",
    f"/webinars/{page_rows.ACCOUNT}/{page_rows.BIGGEST}",
    f"/webinars/{page_rows.ACCOUNT}/{page_rows.SERIES}",
    f"/webinars/{page_rows.ACCOUNT}/{page_rows.BIGGEST}/dates/{page_rows.KEY}",
    "/why",
    "/why/{contact_id}",
    "/settings",
    "/settings/history",
    "/settings/hosts",
    "/settings/webinars",
    "/push",
    "/push/waiting",
    "/push/refusals",
    "/push/differences",
    "/registrations",
    "/transcripts",
)
"""Below the address of the pages: what is asked for."""
_CONTACT = text("select contact_id from marts.contacts order by registrations_total desc limit 1")


class Everybody:
    """A gatekeeper, and the only visitor, who may do anything."""

    name = "bench"

    async def identify(self, request: Any) -> Everybody:
        """Return the visitor."""
        return self

    def may_see(self, dag_id: str) -> bool:
        """Tell whether they may see a Dag."""
        return True

    def may_start(self, dag_id: str) -> bool:
        """Tell whether they may start a Dag."""
        return True

    async def start(self, dag_id: str, conf: Mapping[str, Any]) -> StartedRun:
        """Start nothing."""
        return StartedRun(dag_id, "none")


def main() -> None:
    """Print how long each page takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of it, few rounds")
    parser.add_argument("--serve", nargs=2, metavar=("WAREHOUSE", "PORT"))
    options = parser.parse_args()
    if options.serve:
        serve(options.serve[0], int(options.serve[1]))
        return
    with temporary_cluster() as cluster:
        url = fresh_database(cluster)
        with Warehouse(url) as warehouse:
            part = 20 if options.quick else 1
            page_rows.fill(warehouse, page_rows.WEBINARS // part, page_rows.PEOPLE // part)
            page_runs.fill(warehouse, page_runs.RUNS // part)
        rows = measure(url, 10 if options.quick else ROUNDS)
    print_table(
        ("page", "KiB", "median ms", "95 % ms"),
        [
            (f"`{path}`", f"{size / 1024:.0f}", f"{median:.0f}", f"{late:.0f}")
            for path, size, median, late in rows
        ],
    )
    if options.quick:
        return
    path, _, _, slowest = max(rows, key=lambda row: row[3])
    print_bounds(
        (
            f"each page, {page_rows.WEBINARS:,} webinars, 1,000,000 participations",
            f"95 % within {LIMIT_MS} ms", f"{slowest:.0f} ms (`{path}`)", slowest <= LIMIT_MS,
        ),
    )  # fmt: skip


def serve(url: str, port: int) -> None:
    """Serve the pages by themselves, as one process under uvicorn."""
    import uvicorn
    from fastapi import FastAPI

    from webinar_sync.web.pages.app import create_pages

    around = FastAPI()
    around.mount("/webinars", create_pages(lambda: Warehouse(url), Everybody()))
    uvicorn.run(around, host="127.0.0.1", port=port, log_level="error", access_log=False)


def measure(url: str, rounds: int) -> list[tuple[str, int, float, float]]:
    """Return bytes, median and 95th percentile in ms of each page, after one that warms it up."""
    port = free_port()
    with Warehouse(url) as warehouse, warehouse.transaction() as transaction:
        contact_id = transaction.execute(_CONTACT).scalar_one()
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.pages", "--serve", url, str(port)], cwd=REPOSITORY
    )
    rows = []
    base = f"http://127.0.0.1:{port}/webinars"
    try:
        wait_for(f"{base}/static/pages.css")
        with requests.Session() as session:
            for path in PATHS:
                address = base + path.format(contact_id=contact_id)
                response = session.get(address, timeout=60)
                response.raise_for_status()
                times = []
                for _ in range(rounds):
                    begun = time.perf_counter()
                    session.get(address, timeout=60)
                    times.append(1000 * (time.perf_counter() - begun))
                late = statistics.quantiles(times, n=20)[-1]
                rows.append((path, len(response.content), statistics.median(times), late))
    finally:
        server.terminate()
        server.wait(10)
    return rows


if __name__ == "__main__":
    main()
