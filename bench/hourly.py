"""Measures whether an hourly run with nothing new costs more where there is more history.

Two warehouses, one with ten times the history of the other, with a HubSpot account connected and
mirrored: a webinar is synced from the sandbox, and all that landed and was computed of it is
copied. Then hourly runs that find nothing new, in
turns, so that whatever else the machine does strikes both.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import text

from local.postgres import temporary_cluster
from sandbox.clock import SandboxClock
from sandbox.hubspot.model import Portal
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom.model import (
    Account,
    Connection,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)
from sandbox.zoom.server import create_zoom_app
from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.config import HubspotConfig
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
    from sandbox.serve import Handle

WEBINARS = 200
CONNECTIONS = 100
"""In each webinar."""
FACTOR = 10
PAIRS = 9
BOUND = 1.3
TOKEN = "bench-token"
NOW = datetime.now(UTC).replace(microsecond=0)
WEBINAR_ID = 91000000000
_SELECT_TABLES = text(
    "select format('%I.%I', schemaname, tablename) from pg_tables"
    " where (schemaname in ('zoom', 'marts') and tablename <> 'extractions')"
    " or (schemaname, tablename) in"
    " (('sync', 'outcomes'), ('sync', 'loaded_webinars'), ('sync', 'loaded_outcomes'),"
    " ('hubspot', 'addresses'), ('hubspot', 'contacts'))"
)
_COPY = """
with original as materialized (
    select to_jsonb(source) as fields
    from {table} as source
    where cast(to_jsonb(source) as text) ~ '{webinar_id}|session0|@people'
)

insert into {table}
select copied.*
from original
cross join generate_series(1, :webinars - 1) as copy
cross join lateral jsonb_populate_record(
    cast(null as {table}),
    cast(replace(replace(replace(
        cast(original.fields as text),
        '{webinar_id}', cast({webinar_id} + copy as text)),
        'session0', 'session' || copy),
        '@people', '.' || (copy % :groups) || '@people')
    as jsonb)
    || case
        when original.fields ? 'contact_id' then jsonb_build_object(
            'contact_id', cast(original.fields ->> 'contact_id' as bigint) + copy
        )
        else '{{}}'
    end
) as copied
on conflict do nothing
"""
HOSTS = tuple(User(id=f"HOST{n}", email=f"host{n}@corp.bench.example") for n in range(10))


class NoPacer:
    """Stands in for the pacing, which is measured elsewhere."""

    def __init__(self) -> None:
        self.lowered: dict[str, int] = {}

    def lower(self, label: str, limit: int) -> None:
        """Remember a lower limit."""
        self.lowered[label] = limit

    def wait(self, label: str = "") -> None:
        """Return at once."""

    def hold(self, seconds: float) -> None:
        """Hold nobody."""

    def learn(self, requests_per_10s: int) -> None:
        """Need to know nothing."""


def make_account() -> Account:
    """Return an account with a webinar that was held some days ago: copies of it are history."""
    host = HOSTS[0]
    start = NOW - timedelta(days=5)
    end = start + timedelta(hours=1)
    registered_at = start - timedelta(days=3)
    state = RegistrantState(since=registered_at, status="approved")
    emails = [f"person{place}@people{place % 50}.bench.example" for place in range(CONNECTIONS)]
    webinar = Webinar(
        id=WEBINAR_ID,
        uuid="event0==",
        host_id=host.id,
        host_email=host.email,
        topic="Bench",
        type=5,
        created_at=start - timedelta(days=10),
        start=start,
        registrants=tuple(
            Registrant(
                id=f"r{place}",
                email=email,
                first_name="Bench",
                create_time=registered_at,
                states=(state,),
            )
            for place, email in enumerate(emails)
        ),
    )
    connections = tuple(
        Connection(
            user_id=str(16778240 + 1024 * place),
            name="Bench",
            join=start,
            leave=end,
            registrant_id=f"r{place}",
            user_email=email,
        )
        for place, email in enumerate(emails)
    )
    session = Session(
        uuid="session0==",
        webinar_id=WEBINAR_ID,
        start=start,
        end=end,
        host_email=host.email,
        host_name="Bench",
        connections=connections,
    )
    return Account(
        account_id="bench",
        client_id="client",
        client_secret="secret",
        users=HOSTS,
        webinars=(webinar,),
        sessions=(session,),
    )


def copy_webinar(warehouse: Warehouse, webinars: int) -> None:
    """Copy all rows about the webinar, as they landed and were computed, to many more webinars.

    Everybody is in ten of them.
    """
    with warehouse.transaction() as transaction:
        transaction.execute(text("set local session_replication_role to replica"))
        for name in transaction.execute(_SELECT_TABLES).scalars().all():
            copying = text(_COPY.format(table=name, webinar_id=WEBINAR_ID))
            transaction.execute(copying, {"webinars": webinars, "groups": max(1, webinars // 10)})


@dataclass
class Filled:
    """A warehouse that was filled, and the servers that it is synced from."""

    warehouse: Warehouse
    account: Account
    zoom: Handle
    hubspot: Handle
    runs: int = 0

    def sync(self, *, is_full: bool) -> None:
        """Run the whole sync."""
        self.runs += 1
        config = ZoomConfig(
            "bench",
            self.account.account_id,
            self.account.client_id,
            self.account.client_secret,
            base_url=self.zoom.url,
            token_url=f"{self.zoom.url}/oauth/token",
            plan="business",
        )
        hubspot = HubspotClient(HubspotConfig(TOKEN, base_url=self.hubspot.url), NoPacer())
        window = Window(None if is_full else NOW - timedelta(hours=1), NOW, is_exact=False)
        report = sync(
            Run(self.warehouse, f"run {self.runs}"),
            [ZoomClient(config, pacer=NoPacer())],
            window,
            is_full=is_full,
            hubspot=hubspot,
        )
        if not report.success:
            raise RuntimeError(report.message)


@contextlib.contextmanager
def filled(cluster: Cluster, webinars: int) -> Iterator[Filled]:
    """Fill a warehouse by a nightly sync and copies; what is synced from then on is not new."""
    name = f"hourly_{webinars}"
    cluster.create_database(name, afresh=True)
    migrate(cluster.url(name))
    account = make_account()
    clock = SandboxClock(NOW, ticking=False)
    hubspot = create_hubspot_app(Portal(TOKEN), clock, enforce_limits=False)
    with Warehouse(cluster.url(name)) as warehouse, run_in_thread(hubspot) as hubspot_server:
        with warehouse.transaction() as transaction:
            transaction.execute(
                text(
                    "insert into settings.excluded_contact_domains (domain) values"
                    " ('people1.bench.example'), ('people2.bench.example'), ('other.example')"
                )
            )
        with run_in_thread(create_zoom_app([account], clock, enforce_limits=False)) as zoom:
            Filled(warehouse, account, zoom, hubspot_server).sync(is_full=True)
        with warehouse.transaction() as transaction:
            transaction.execute(text("update zoom.extractions set ended_at = now()"))
        copy_webinar(warehouse, webinars)
        with psycopg.connect(cluster.url(name), autocommit=True) as connection:
            connection.execute(
                "update sync.row_counts set row_count = (select count(*) from marts.contacts)"
            )
            connection.execute("vacuum analyze")
        # What Zoom would answer to an hourly run is a page without rows, whatever came before.
        nothing = replace(account, webinars=(), sessions=())
        with run_in_thread(create_zoom_app([nothing], clock, enforce_limits=False)) as zoom:
            yield Filled(warehouse, account, zoom, hubspot_server, runs=1)


def database_cpu_seconds(warehouse: Warehouse) -> float:
    """Return the CPU time that PostgreSQL has used so far: all its processes, ended ones too."""
    with warehouse.transaction() as transaction:
        pid = transaction.execute(text("select pg_backend_pid()")).scalar_one()
    postmaster = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            columns = path.read_text().rsplit(")", 1)[1].split()
            if int(path.parent.name) == postmaster:
                ticks += sum(map(int, columns[11:15]))  # with those of children that ended
            elif int(columns[1]) == postmaster:
                ticks += sum(map(int, columns[11:13]))
    return ticks / 100


def measure(target: Filled) -> tuple[float, float]:
    """Return the wall time and PostgreSQL's CPU time of an hourly run, in seconds."""
    cpu, began = database_cpu_seconds(target.warehouse), time.monotonic()
    target.sync(is_full=False)
    return time.monotonic() - began, database_cpu_seconds(target.warehouse) - cpu


def main() -> None:
    """Print what an hourly run with nothing new costs, and how that grows with history.

    Arguments, to try it: how many pairs of runs, and how many webinars the small history has.
    """
    pairs, webinars = [int(argument) for argument in sys.argv[1:]] or (PAIRS, WEBINARS)
    with (
        temporary_cluster() as cluster,
        filled(cluster, webinars) as small,
        filled(cluster, webinars * FACTOR) as large,
    ):
        for target in (small, large):
            measure(target)  # connections, and what the nightly run left to write
        measured = [(measure(small), measure(large)) for _ in range(pairs)]
    print("| hourly run, nothing new, HubSpot connected | wall s | PostgreSQL's CPU s |")
    print("| --- | ---: | ---: |")
    for name, side in ((webinars, 0), (webinars * FACTOR, 1)):
        wall, cpu = (statistics.median(pair[side][kind] for pair in measured) for kind in (0, 1))
        print(f"| {name:,} webinars, {name * CONNECTIONS:,} connections | {wall:.2f} | {cpu:.2f} |")
    wall_ratio = statistics.median(large[0] / small[0] for small, large in measured)
    # CPU is counted in hundredths of a second: too coarse for a single run.
    sums = [sum(pair[side][1] for pair in measured) for side in (0, 1)]
    print(f"| times as much (bound: {BOUND}) | {wall_ratio:.2f} | {sums[1] / sums[0]:.2f} |")


if __name__ == "__main__":
    main()
