"""What is measured each evening, when no run is under way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from local.soak.installation import Installation

MEGABYTE = 1_000_000
SCHEMAS = ("zoom", "settings", "hubspot", "registration", "marts", "sync", "staging")
_TABLES = """
select
    pg_namespace.nspname || '.' || pg_class.relname,
    pg_table_size(pg_class.oid),
    pg_indexes_size(pg_class.oid)
from pg_class
inner join pg_namespace on pg_namespace.oid = pg_class.relnamespace
where pg_class.relkind = 'r' and pg_namespace.nspname = any(array[{schemas}])
"""
_LOCKS = "select count(*) from pg_locks where locktype = 'advisory'"
_BACKENDS = """
select pid from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""


@dataclass(frozen=True)
class Table:
    """A table: bytes without and of its indexes, and rows."""

    table_bytes: int
    index_bytes: int
    rows: int

    @property
    def total_bytes(self) -> int:
        """All that it takes on the disk."""
        return self.table_bytes + self.index_bytes


@dataclass(frozen=True)
class Process:
    """A process: bytes that are resident, open files and sockets, threads."""

    rss: int
    files: int
    threads: int


@dataclass(frozen=True)
class Evening:
    """Everything that was measured at the end of a day, counted from 1.

    `backends`: bytes that PostgreSQL's sessions have for themselves; of those that all of its
    processes share, the most is a setting.
    """

    day: int
    processes: dict[str, Process]
    tables: dict[str, Table]
    backends: int
    sessions: int
    locks: int

    @property
    def staging(self) -> int:
        """How many tables loads have left behind."""
        return sum(name.startswith("staging.") for name in self.tables)

    def megabytes(self, names: set[str] | None = None) -> float:
        """Return what tables take on the disk; None: all."""
        return (
            sum(
                table.total_bytes
                for name, table in self.tables.items()
                if names is None or name in names
            )
            / MEGABYTE
        )


def measure(installation: Installation, day: int) -> Evening:
    """Measure everything now."""
    pids = {**installation.pids(), "the sandbox": psutil.Process().pid}
    backends = [int(pid) for (pid,) in installation.query(_BACKENDS)]
    return Evening(
        day=day,
        processes={name: _measure_process(pid) for name, pid in pids.items()},
        tables=read_tables(installation),
        backends=sum(psutil.Process(pid).memory_full_info().uss for pid in backends),
        sessions=len(backends),
        locks=int(installation.query(_LOCKS)[0][0]),
    )


def read_tables(installation: Installation) -> dict[str, Table]:
    """Return every table of the warehouse."""
    names = ", ".join(f"'{schema}'" for schema in SCHEMAS)
    sizes = installation.query(_TABLES.format(schemas=names))
    counts = " union all ".join(
        f"select '{name}', count(*) from {name}"  # noqa: S608
        for name, *_ in sizes
    )
    rows = dict(installation.query(counts))
    return {
        str(name): Table(int(table), int(index), int(rows[name])) for name, table, index in sizes
    }


def _measure_process(pid: int) -> Process:
    process = psutil.Process(pid)
    with process.oneshot():
        return Process(process.memory_info().rss, process.num_fds(), process.num_threads())
