"""Measures how long pages take to answer, with 10,000 webinars and 1,000,000 participations.

One visitor clicks from page to page, each time of another webinar or person where there are
several. The first answers, for which charts and plans are prepared, count, too.
"""

from __future__ import annotations

import argparse
import random
import time
from typing import TYPE_CHECKING

from sqlalchemy import text

from bench.extract import fresh_database
from bench.markdown import print_bounds, print_table
from bench.page_rows import ACCOUNT, BIGGEST, KEY, SERIES, WEBINARS, fill
from bench.page_runs import LAST_NIGHT, RUNS, fill_runs
from local.postgres import temporary_cluster
from tests.builders.pages import Guest, browse
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

LIMIT_MS = 300
ROUNDS = 60
PATHS = {
    "Health": "/",
    "errors of a cause": "/errors?object_kind=session&code=not_found&sort=object_key&page=20",
    "errors that are over": "/errors?object_kind=session&state=cleared&page=100",
    "runs of a Dag": "/runs?dag_id=sync_webinars_hourly",
    "a run": "/runs?dag_id=sync_webinars_nightly&run_id=scheduled__24",
    "Quality": "/quality?page=100",
    "Quality, what was broken": "/quality?only=broken",
    "a run's checks": f"/quality/run?run={LAST_NIGHT.replace(' ', '+')}",
    "Settings": "/settings",
    "Settings, hosts": "/settings/hosts",
    "Settings, webinars": "/settings/webinars?page=100",
    "Settings, history": "/settings/history",
    "HubSpot": "/push",
    "HubSpot, what waits": "/push/waiting",
    "HubSpot, what was refused": "/push/refusals",
    "HubSpot, differences": "/push/differences",
    "Registrations": "/registrations",
}
"""Pages that are the same each time: where they are, below the address of all."""


def main() -> None:
    """Print how long each page takes: the middle, 95 of 100, and the slowest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="few rounds, of a fiftieth of the rows"
    )
    options = parser.parse_args()
    with temporary_cluster() as cluster, Warehouse(fresh_database(cluster)) as warehouse:
        fill(warehouse, WEBINARS // 50 if options.quick else WEBINARS)
        fill_runs(warehouse, RUNS // 50 if options.quick else RUNS)
        measured = measure(warehouse, 3 if options.quick else ROUNDS)
    print_table(
        ("page", "median ms", "95 % ms", "slowest ms"),
        [
            (
                name,
                *(f"{value:.0f}" for value in (_share(times, 0.5), _share(times, 0.95), times[-1])),
            )
            for name, times in measured.items()
        ],
    )
    if options.quick:
        return
    name, worst = max(measured.items(), key=lambda entry: _share(entry[1], 0.95))
    slowest = _share(worst, 0.95)
    print_bounds(
        (f"a page, 95 of 100 answers; the slowest page: {name}", f"{LIMIT_MS} ms",
         f"{slowest:.0f} ms", slowest < LIMIT_MS),
    )  # fmt: skip


def measure(warehouse: Warehouse, rounds: int) -> dict[str, list[float]]:
    """Return how long each page took in each round, in milliseconds, the slowest last."""
    pages = clicks(warehouse)
    times: dict[str, list[float]] = {name: [] for name in pages}
    with browse(warehouse, Guest()) as client:
        for number in range(rounds):
            for name, click in pages.items():
                began = time.perf_counter()
                response = click(client, number)
                times[name].append((time.perf_counter() - began) * 1000)
                response.raise_for_status()
    return {name: sorted(values) for name, values in times.items()}


def clicks(warehouse: Warehouse) -> dict[str, Callable[[httpx.Client, int], httpx.Response]]:
    """Return the pages, each with what a visitor does to get its answer in a round."""
    drawn = random.Random(16)  # the same webinars each time
    with warehouse.transaction() as transaction:
        people = transaction.execute(
            text("select contact_id, email from marts.contacts order by contact_id limit 1000")
        ).all()
        webinars = transaction.execute(text("select webinar_id from zoom.webinars")).scalars().all()
    ordinary = [drawn.choice(webinars[5:]) for _ in range(ROUNDS)]
    root = f"/webinars/webinars/{ACCOUNT}"
    sorts = ("topic", "-attendances", "host", "-latest")
    words = ("pricing", "number", '"our pricing"', "and so", "nobody")
    same = {
        name: lambda client, _, path=path: client.get(f"/webinars{path}")
        for name, path in PATHS.items()
    }
    return same | {
        "Webinars": lambda client, n: client.get(
            f"/webinars/webinars?sort={sorts[n % 4]}&page={n + 1}"
        ),
        "Webinars, searched": lambda client, n: client.post(
            "/webinars/webinars", data={"text": f"product {n}"}
        ),
        "Webinars, those left out": lambda client, _: client.get("/webinars/webinars?synced=no"),
        "a webinar": lambda client, n: client.get(f"{root}/{ordinary[n]}"),
        "a series of 200 dates": lambda client, n: client.get(f"{root}/{SERIES}?page={n % 4 + 1}"),
        "an occurrence": lambda client, n: client.get(f"{root}/{ordinary[n]}/dates/{KEY}"),
        "the biggest occurrence": lambda client, n: client.get(
            f"{root}/{BIGGEST}/dates/{KEY}?sort=-percent&page={n + 1}"
        ),
        "the biggest occurrence, searched": lambda client, n: client.post(
            f"{root}/{BIGGEST}/dates/{KEY}", data={"text": f"person{n}"}
        ),
        "Why?, an address": lambda client, n: client.post(
            "/webinars/why", data={"address": people[n].email}, follow_redirects=True
        ),
        "Why?, nobody": lambda client, n: client.post(
            "/webinars/why", data={"address": f"nobody{n}@nowhere.example"}
        ),
        "Transcripts": lambda client, n: client.post(
            "/webinars/transcripts", data={"text": words[n % 5]}
        ),
    }  # fmt: skip


def _share(times: list[float], share: float) -> float:
    """Return the time within which a share of the answers came."""
    return times[min(len(times) - 1, int(len(times) * share))]


if __name__ == "__main__":
    main()
