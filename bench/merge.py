"""Measures the merge of a load against a bare ADBC ingest into the same keys and indexes.

The same rows of all tables that a load writes: ingested into empty tables; staged and merged into
empty tables; and merged once more, so that nothing changes.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import text

from bench.growth import database_cpu_seconds
from bench.markdown import print_bounds
from local.postgres import temporary_cluster
from webinar_sync.load.merge import MERGED, merge_staged
from webinar_sync.load.staging import TABLES, begin_staging
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.load.staging import Staging

WEBINARS, PEOPLE = 200, 402
"""402 people in each of 200 webinars make 402,600 rows with all that follows from them."""
ROUNDS = 3
BOUND, BOUND_UNCHANGED = 1.3, 0.5


def make_frames(webinars: int, people: int) -> dict[str, pd.DataFrame]:
    """Return rows of each merged table: everybody registered and came."""
    rows = webinars * people
    webinar = np.repeat(np.arange(webinars), people)
    person = np.tile(np.arange(people), webinars)
    start = pd.Timestamp("2026-11-01 10:00", tz="UTC") + pd.to_timedelta(webinar, unit="h")
    values: dict[str, Any] = {
        "account_id": "bench",
        "webinar_id": 91000000000 + webinar,
        "occurrence_key": "2026-11-01",
        "email": _texts("person", person, "@people.example"),
        "registrant_id": _texts("r", person),
        "session_uuid": _texts("session", webinar),
        "user_id": _texts("", person),
        "subject": "registration",
        "subject_key": _texts("r", person),
        "code": "synced",
        "kind": "attended",
        "state": "attended",
        "status": "ended",
        "is_approved": True,
        "connections": 1,
        "attended_share": 0.5,
        "attended_seconds": 1800,
        "attendance_percent": Decimal("50.00"),
        "average_attendance_percent": Decimal("50.00"),
        "last_registered_url": None,
    }
    everything = pd.DataFrame(values, index=range(rows))
    frames = {}
    for merged in MERGED:
        frame = pd.DataFrame(index=everything.index)
        for field in TABLES[merged.name]:
            if field.name in values:
                frame[field.name] = everything[field.name]
            elif pa.types.is_timestamp(field.type):
                frame[field.name] = start
            elif pa.types.is_integer(field.type):
                frame[field.name] = person
            else:
                frame[field.name] = "Some name"
        frames[merged.name] = frame.drop_duplicates(list(merged.key)).reset_index(drop=True)
    scope = everything[["account_id", "webinar_id"]].drop_duplicates()
    return {**frames, "webinars": scope, "emails": frames["contacts"][["email"]]}


def _texts(before: str, numbers: np.ndarray, after: str = "") -> pd.Series:
    return before + pd.Series(numbers).astype("str") + after


def ingest_bare(warehouse: Warehouse, frames: dict[str, pd.DataFrame]) -> None:
    """Append all rows to the tables themselves."""
    with warehouse.arrow() as connection, connection.cursor() as cursor:
        for merged in MERGED:
            frame = frames[merged.name]
            schema = _as_the_table_has_it(TABLES[merged.name])
            table = pa.Table.from_pandas(frame, schema, preserve_index=False)
            table = table.append_column("run_id", pa.array(["bench"] * len(frame)))
            if merged.name == "contacts":
                table = table.append_column("contact_id", pa.array(range(len(frame))))
            table = table.replace_schema_metadata()
            cursor.adbc_ingest(merged.name, table, mode="append", db_schema_name=merged.schema)
        connection.commit()


def _as_the_table_has_it(schema: pa.Schema) -> pa.Schema:
    """Return the schema with the integers that the table's columns have: COPY converts nothing."""
    return pa.schema(
        [
            field.with_type(pa.int32())
            if pa.types.is_integer(field.type) and field.name != "webinar_id"
            else field
            for field in schema
        ]
    )


def stage_and_merge(warehouse: Warehouse, frames: dict[str, pd.DataFrame]) -> int:
    """Do what a load does with computed rows; return how many rows were written."""
    staging: Staging = begin_staging(warehouse)
    staging.stage(frames)
    with warehouse.transaction() as transaction:
        counts = merge_staged(transaction, staging, "bench")
        staging.drop(transaction)
    return sum(counts.values())


def empty(warehouse: Warehouse) -> None:
    """Empty all tables that are merged."""
    with warehouse.transaction() as transaction:
        for merged in MERGED:
            transaction.execute(text(f"truncate {merged.schema}.{merged.name}"))


def analyze(warehouse: Warehouse) -> None:
    """Let PostgreSQL know what the tables hold, as autovacuum does a minute after a large load."""
    with warehouse.transaction() as transaction:
        for merged in MERGED:
            transaction.execute(text(f"analyze {merged.schema}.{merged.name}"))


def main() -> None:
    """Print what a merge costs beside a bare ingest. Argument: how many webinars."""
    webinars = int(sys.argv[1]) if len(sys.argv) > 1 else WEBINARS
    frames = make_frames(webinars, PEOPLE)
    rows = sum(len(frames[merged.name]) for merged in MERGED)
    figures: dict[str, list[tuple[float, float]]] = {}
    with temporary_cluster() as cluster:
        cluster.create_database("merge", afresh=True)
        migrate(cluster.url("merge"))
        with Warehouse(cluster.url("merge")) as warehouse:

            def measure(name: str, work: Callable[[], object]) -> None:
                cpu, client, began = (
                    database_cpu_seconds(warehouse),
                    _client_cpu(),
                    time.monotonic(),
                )
                work()
                wall = time.monotonic() - began
                used = database_cpu_seconds(warehouse) - cpu + _client_cpu() - client
                figures.setdefault(name, []).append((wall, used))

            for _ in range(ROUNDS):
                empty(warehouse)
                measure("bare ADBC ingest", lambda: ingest_bare(warehouse, frames))
                empty(warehouse)
                measure("merge", lambda: stage_and_merge(warehouse, frames))
                analyze(warehouse)
                measure("merge, nothing changed", lambda: stage_and_merge(warehouse, frames))
                if stage_and_merge(warehouse, frames):
                    raise RuntimeError("rows that are the same were written")
    print(f"| {rows:,} rows | wall s | CPU s of both sides | of the bare ingest's CPU |")
    print("| --- | ---: | ---: | ---: |")
    bare = statistics.median(pair[1] for pair in figures["bare ADBC ingest"])
    ratios = {}
    for name, pairs in figures.items():
        wall, cpu = (statistics.median(pair[place] for pair in pairs) for place in (0, 1))
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {cpu / bare:.2f} |")
        ratios[name] = cpu / bare
    unchanged = ratios["merge, nothing changed"]
    print_bounds(
        (f"merge of {rows:,} rows", f"{BOUND} × a bare ADBC ingest", f"{ratios['merge']:.2f} ×",
         ratios["merge"] <= BOUND),
        (f"merge of {rows:,} rows, nothing changed", f"{BOUND_UNCHANGED} × a bare ADBC ingest",
         f"{unchanged:.2f} ×", unchanged <= BOUND_UNCHANGED),
    )  # fmt: skip


def _client_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
