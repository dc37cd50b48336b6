"""Measures a first push of many contacts against the sandbox's HubSpot, with its limits on.

Each is registered for one of ten webinars to come. 200 ms a request, 190 requests in 10 seconds.
The requests that a step sends at once at its beginning count for the pace, too: its share is of
what it could have sent in its time.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text

from bench.extract import fresh_database
from bench.markdown import print_bounds, print_table
from bench.processes import Stopwatch
from bench.zoom import wait_for
from local.airflow import free_port
from local.postgres import temporary_cluster
from local.processes import REPOSITORY
from sandbox.hubspot import medium
from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.config import HubspotConfig
from webinar_sync.hubspot.pacing import Pacer
from webinar_sync.hubspot.portal import check_portal
from webinar_sync.hubspot.push.steps import STEPS, begin_push
from webinar_sync.hubspot.run import HubspotRun
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTACTS = (10_000, 100_000)
"""Ten times as many, to see that memory does not grow with them."""
LATENCY_MS = 200
LIMIT = 190
EVENTS = 10
STEPS_MEASURED = ("refresh_mirror", "push_contacts", "push_participations")
_PEOPLE = """
    insert into hubspot.zoom_accounts (account_id, is_connected, is_sandbox, run_id)
    values ('bench', true, false, 'bench');
    insert into marts.marketing_events (
        account_id, webinar_id, occurrence_key, topic, status, scheduled_at, registrations,
        cancellations, attendances, no_shows, late_registrations, anonymous_attendances, run_id
    )
    select
        'bench', 92000000000 + number, 'bench', 'Bench', 'scheduled', now() + interval '5 days',
        0, 0, 0, 0, 0, 0, 'bench'
    from generate_series(1, :events) as number;
    insert into marts.contacts (
        email, contact_id, first_name, last_name, average_attendance_percent,
        registrations_total, attendances_total, run_id
    )
    select
        'person' || number || '@bench.example', number, 'First', 'Last', number % 100,
        1 + number % 5, number % 5, 'bench'
    from generate_series(1, :contacts) as number;
    insert into marts.participations (
        account_id, webinar_id, occurrence_key, email, state, registered_at, run_id
    )
    select
        'bench', 92000000001 + contact_id % :events, 'bench', email, 'registered',
        now() - interval '1 hour', 'bench'
    from marts.contacts;
    analyze marts.contacts, marts.participations
    """


def main() -> None:
    """Print what a first push of so many contacts costs: requests, pace, refusals, CPU, memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the smaller number only")
    options = parser.parse_args()
    measured: list[tuple[str, dict[str, float]]] = []
    with temporary_cluster() as cluster:
        for contacts in CONTACTS[:1] if options.quick else CONTACTS:
            url = fresh_database(cluster)
            with Warehouse(url) as warehouse, served() as hubspot_url:
                measured += measure(warehouse, hubspot_url, contacts)
    columns = ("step of a first push", "requests", "refused (429)", f"of {LIMIT} in 10 s",
               "CPU s", "wall s", "peak MiB")  # fmt: skip
    print_table(
        columns,
        [
            (
                name, f"{figures['requests']:.0f}", f"{figures['refused']:.0f}",
                f"{figures['share']:.1f} %", f"{figures['cpu']:.1f}", f"{figures['wall']:.1f}",
                f"{figures['peak_mib']:.0f}",
            )
            for name, figures in measured
        ],
    )  # fmt: skip
    if options.quick:
        return
    least = -(-CONTACTS[-1] // 100)
    for name, figures in measured[-2:]:
        print_bounds(
            (f"requests to HubSpot, {name}", f"{least:,} and one look at the properties",
             f"{figures['requests']:,.0f}", figures["requests"] <= least + 5),
            (f"pace, {name}", f"95 % of {LIMIT} in 10 s, no 429",
             f"{figures['share']:.1f} %, {figures['refused']:.0f} × 429",
             figures["share"] >= 95 and not figures["refused"]),
        )  # fmt: skip


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
        wait_for(f"{url}/_sandbox/requests")
        yield url
    finally:
        sandbox.terminate()
        sandbox.wait(10)


def measure(
    warehouse: Warehouse, url: str, contacts: int
) -> Iterator[tuple[str, dict[str, float]]]:
    """Push so many contacts; return what each step that has to do with contacts used."""
    with warehouse.transaction() as transaction:
        for statement in _PEOPLE.split(";\n"):
            transaction.execute(text(statement), {"contacts": contacts, "events": EVENTS})
    config = HubspotConfig(medium.TOKEN, base_url=url)
    client = HubspotClient(config, Pacer(warehouse, config.requests_per_10s))
    run = HubspotRun(warehouse, "bench", client)
    check_portal(run, lambda: True)
    begin_push(run, "push_hubspot", "manual")
    for name in STEPS:
        sent_before, refused_before = Counter(client.sent), client.refused.total()
        stopwatch = Stopwatch()
        STEPS[name](run)
        figures = stopwatch.figures()
        requests = (client.sent - sent_before).total()
        share = 100 * requests / figures["wall"] * 10 / LIMIT
        refused = client.refused.total() - refused_before
        measured = {**figures, "requests": requests, "refused": refused, "share": share}
        if name in STEPS_MEASURED:
            yield f"`{name}`, {contacts:,} contacts", measured


if __name__ == "__main__":
    main()
