"""Measures whether an hourly run and a push with nothing new cost more where there is more history.

Warehouses of 1, 10 and 50 times the history: a webinar is synced from the sandbox and pushed to
the sandbox's HubSpot; all that landed, was computed and was sent of it is then copied by SQL to
10,000 webinars, 1,000,000 connections, 1,200,000 registrations and 600,000 mirrored contacts. What
is measured are runs that find nothing new, in turns.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy import event, text

from bench.markdown import print_bounds
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
from webinar_sync.hubspot.push.plan import has_work, read_plan
from webinar_sync.hubspot.push.steps import begin_push, push
from webinar_sync.hubspot.run import HubspotRun
from webinar_sync.pipeline import sync
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.migrations import migrate
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.config import ZoomConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.postgres import Cluster
    from sandbox.serve import Handle

WEBINARS = 200
FACTORS = (1, 10, 50)
CONNECTIONS, REGISTRATIONS = 100, 120
"""In each webinar."""
WEBINARS_OF_A_PERSON = 2
ROUNDS = 21
BOUND = 1.3
EXCLUDED_DOMAINS = 30
TOKEN = "bench-token"
NOW = datetime.now(UTC).replace(microsecond=0)
WEBINAR_ID = 91000000000
HOSTS = tuple(User(id=f"HOST{n}", email=f"host{n}@corp.bench.example") for n in range(10))
_TABLES = {
    "zoom": None,
    "marts": None,
    "sync": ("outcomes", "loaded_webinars", "loaded_outcomes"),
    "hubspot": (
        "addresses",
        "contacts",
        "address_statuses",
        "sent_contacts",
        "sent_events",
        "sent_participations",
    ),
}
"""Whose rows are copied; None: all tables of the schema that have rows of the webinar."""
_OF_PEOPLE = ("contacts", "addresses", "address_statuses", "sent_contacts")
"""Tables with a row for each person: copied once for each group of people."""


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
    emails = [f"person{place}@people{place % 50}.bench.example" for place in range(REGISTRATIONS)]
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
        for place, email in enumerate(emails[:CONNECTIONS])
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


def copy_webinar(connection: psycopg.Connection, webinars: int) -> None:
    """Copy all rows about the webinar, as they landed, were computed and sent, to many more."""
    groups = max(1, webinars // WEBINARS_OF_A_PERSON)
    connection.execute("set session_replication_role to replica")
    columns = defaultdict(list)
    for schema, table, column, kind in connection.execute(
        "select c.table_schema, c.table_name, c.column_name, c.data_type"
        " from information_schema.columns as c inner join information_schema.tables as t"
        " using (table_schema, table_name)"
        " where t.table_type = 'BASE TABLE' and c.is_identity = 'NO' and c.is_generated = 'NEVER'"
        " and table_name <> 'extractions'"
        " order by c.ordinal_position"
    ):
        names = _TABLES.get(schema, ())
        if names is None or table in names:
            columns[schema, table].append((column, kind))
    for (schema, table), its_columns in columns.items():
        copies = groups if table in _OF_PEOPLE else webinars
        names = sql.SQL(", ").join(sql.Identifier(column) for column, _ in its_columns)
        values = sql.SQL(", ").join(
            _copied(schema, table, column, kind, groups) for column, kind in its_columns
        )
        # Only rows that say which webinar or person they are about have copies.
        connection.execute(
            sql.SQL(
                "insert into {table} ({names}) select {values} from {table} as original"
                " cross join generate_series(1, {copies}) as copy"
                " where cast(to_jsonb(original) as text) ~ '{webinar}|session0|@people'"
                " on conflict do nothing"
            ).format(
                table=sql.Identifier(schema, table),
                names=names,
                values=values,
                copies=sql.Literal(copies - 1),
                webinar=sql.SQL(str(WEBINAR_ID)),
            )
        )


def _copied(schema: str, table: str, column: str, kind: str, groups: int) -> sql.Composable:
    """Return the value of a column in a copy: keys, addresses and ids are others."""
    name = sql.Identifier(column)
    group = sql.SQL("(copy % {})").format(sql.Literal(groups))
    if kind == "text":
        return sql.SQL(
            "replace(replace(replace(replace({name}, '{webinar}', cast({webinar} + copy as text)),"
            " 'session0', 'session' || copy), 'event0', 'event' || copy),"
            " '@people', case when {group} = 0 then '' else '.' || {group} end || '@people')"
        ).format(name=name, webinar=sql.SQL(str(WEBINAR_ID)), group=group)
    if column == "webinar_id":
        return sql.SQL("webinar_id + copy")
    if (schema, table, column) == ("marts", "contacts", "contact_id"):
        return sql.SQL("contact_id + cast(1000003 as bigint) * {group}").format(group=group)
    if column == "contact_id":
        return sql.SQL("contact_id + cast(1000 as bigint) * {group}").format(group=group)
    if column == "object_id":
        return sql.SQL("object_id + cast(1000 as bigint) * copy")
    return name


@dataclass
class Filled:
    """A warehouse that was filled, and the servers that it is synced from."""

    warehouse: Warehouse
    account: Account
    zoom: Handle
    hubspot: Handle
    runs: int = 0

    def run(self) -> HubspotRun:
        """Return a run with a number of its own."""
        self.runs += 1
        client = HubspotClient(HubspotConfig(TOKEN, base_url=self.hubspot.url), NoPacer())
        return HubspotRun(self.warehouse, f"run {self.runs}", client)

    def sync(self, *, is_full: bool) -> None:
        """Run the whole sync."""
        config = ZoomConfig(
            "bench",
            self.account.account_id,
            self.account.client_id,
            self.account.client_secret,
            base_url=self.zoom.url,
            token_url=f"{self.zoom.url}/oauth/token",
            plan="business",
        )
        window = Window(None if is_full else NOW - timedelta(hours=1), NOW, is_exact=False)
        run = self.run()
        report = sync(
            Run(self.warehouse, run.run_id),
            [ZoomClient(config, pacer=NoPacer())],
            window,
            is_full=is_full,
            hubspot=run.client,
        )
        if not report.success:
            raise RuntimeError(report.message)

    def push(self) -> None:
        """Run a whole push."""
        report = push(self.run())
        if not report.success:
            raise RuntimeError(report.message)

    def begin_push(self) -> None:
        """Do what a push does that has nothing to send, as the first task of its Dag."""
        run = self.run()
        begin_push(run, "push", "function")
        plan = read_plan(self.warehouse)
        if has_work(plan.changes):
            raise RuntimeError(f"something is to be sent: {plan.changes}")
        run.end("success", "nothing differs")


@contextlib.contextmanager
def filled(cluster: Cluster, webinars: int) -> Iterator[Filled]:
    """Fill a warehouse by a nightly sync, a push and copies."""
    name = f"growth_{webinars}"
    cluster.create_database(name, afresh=True)
    migrate(cluster.url(name))
    account = make_account()
    clock = SandboxClock(NOW, ticking=False)
    hubspot = create_hubspot_app(Portal(TOKEN), clock, enforce_limits=False)
    with Warehouse(cluster.url(name)) as warehouse, run_in_thread(hubspot) as hubspot_server:
        with warehouse.transaction() as transaction:
            transaction.execute(
                text(
                    "insert into settings.excluded_contact_domains (domain) select domain from ("
                    " select 'people' || place || '.bench.example' from generate_series(1, 3) as"
                    " place union all select 'other' || place || '.example'"
                    " from generate_series(1, :others) as place) as excluded (domain)"
                ),
                {"others": EXCLUDED_DOMAINS - 3},
            )
            transaction.execute(text("update settings.sync set push_since = '2000-01-01'"))
        with run_in_thread(create_zoom_app([account], clock, enforce_limits=False)) as zoom:
            first = Filled(warehouse, account, zoom, hubspot_server)
            first.sync(is_full=True)
            first.push()
        with warehouse.transaction() as transaction:
            transaction.execute(text("update zoom.extractions set ended_at = now()"))
        with psycopg.connect(cluster.url(name), autocommit=True) as connection:
            copy_webinar(connection, webinars)
            connection.execute(
                "update sync.row_counts set row_count = (select count(*) from marts.contacts)"
            )
            connection.execute("vacuum analyze")
        # What Zoom would answer to an hourly run is a page without rows, whatever came before.
        nothing = replace(account, webinars=(), sessions=())
        with run_in_thread(create_zoom_app([nothing], clock, enforce_limits=False)) as zoom:
            yield Filled(warehouse, account, zoom, hubspot_server, runs=first.runs)


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


def measure(warehouse: Warehouse, work: Callable[[], None]) -> tuple[float, float]:
    """Return the wall time and PostgreSQL's CPU time of some work, in seconds."""
    cpu, began = database_cpu_seconds(warehouse), time.monotonic()
    work()
    return time.monotonic() - began, database_cpu_seconds(warehouse) - cpu


@contextlib.contextmanager
def timed_statements(warehouse: Warehouse) -> Iterator[dict[str, list[float]]]:
    """Yield the seconds of each statement that SQLAlchemy sends, by the statement's beginning."""
    times: dict[str, list[float]] = defaultdict(list)
    began: list[float] = [0.0]
    engine = warehouse._engine  # a bench may look inside

    def before(*_: object) -> None:
        began[0] = time.monotonic()

    def after(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        times[" ".join(statement.split())[:110]].append(time.monotonic() - began[0])

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    yield times
    event.remove(engine, "before_cursor_execute", before)
    event.remove(engine, "after_cursor_execute", after)


STEPS: dict[str, Callable[[Filled], None]] = {
    "hourly sync": lambda target: target.sync(is_full=False),
    "push: begin and plan": Filled.begin_push,
    "push: all steps": Filled.push,
}


def print_table(targets: list[tuple[int, Filled]], rounds: int) -> None:
    """Print medians of each step, warehouse by warehouse, and how they grow."""
    print("| nothing new | history | wall s | PostgreSQL's CPU s |")
    print("| --- | ---: | ---: | ---: |")
    growth, push_walls = [], []
    for name, step in STEPS.items():
        figures: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for _, target in targets:
            step(target)  # connections, and what the fill left to write
        for _ in range(rounds):
            for factor, target in targets:
                figures[factor].append(measure(target.warehouse, partial(step, target)))
        for factor, pairs in figures.items():
            wall = statistics.median(pair[0] for pair in pairs)
            # CPU is counted in hundredths of a second: too coarse for a single run.
            cpu = statistics.mean(pair[1] for pair in pairs)
            print(f"| {name} | {factor} × | {wall:.3f} | {cpu:.3f} |", flush=True)
            growth.append((name, factor, wall, cpu))
            if name.startswith("push") and factor == max(figures):
                push_walls.append(wall)
    print_growth(growth, push_walls)


def print_growth(growth: list[tuple[str, int, float, float]], push_walls: list[float]) -> None:
    """Print which bounds are kept: the largest history against the smallest."""
    smallest, largest = min(growth, key=_factor_of)[1], max(growth, key=_factor_of)[1]
    medians = {(name, factor): (wall, cpu) for name, factor, wall, cpu in growth}
    before, after = (medians["hourly sync", factor] for factor in (smallest, largest))
    wall, cpu = (large / max(small, 0.01) for small, large in zip(before, after, strict=True))
    people = f"{WEBINARS * largest * REGISTRATIONS // WEBINARS_OF_A_PERSON:,}"
    print_bounds(
        (f"hourly run with nothing new at {largest} × the history: wall time", f"{BOUND} ×",
         f"{wall:.2f} ×", wall <= BOUND),
        (f"hourly run with nothing new at {largest} × the history: PostgreSQL's CPU", f"{BOUND} ×",
         f"{cpu:.2f} ×", cpu <= BOUND),
        (f"push of {people} contacts with nothing new", "1 s", f"{max(push_walls):.2f} s",
         max(push_walls) < 1),
    )  # fmt: skip


def _factor_of(row: tuple[str, int, float, float]) -> int:
    return row[1]


def print_statements(target: Filled) -> None:
    """Print the slowest statements of each step."""
    for name, step in STEPS.items():
        step(target)
        with timed_statements(target.warehouse) as times:
            step(target)
        print(f"\n{name}: {sum(map(sum, times.values())):.2f} s in statements")
        for statement, seconds in sorted(times.items(), key=lambda pair: -sum(pair[1]))[:14]:
            print(f"{sum(seconds):8.3f} s {len(seconds):4} × {statement}")


def main() -> None:
    """Print what runs with nothing new cost, and how that grows with history."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--webinars", type=int, default=WEBINARS, help="of the smallest history")
    parser.add_argument("--factors", type=int, nargs="*", default=FACTORS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--statements", action="store_true", help="show the slowest statements")
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(temporary_cluster())
        targets = [
            (factor, stack.enter_context(filled(cluster, arguments.webinars * factor)))
            for factor in arguments.factors
        ]
        if arguments.statements:
            for _, target in targets:
                print_statements(target)
        print_table(targets, arguments.rounds)


if __name__ == "__main__":
    main()
