"""A database that is put back to how it began: much cheaper than a new copy for each test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg.sql import SQL, Identifier, Literal

if TYPE_CHECKING:
    from local.postgres import Cluster

_MOST_TESTS = 40
"""Deleted rows stay in the files, so now and then the database is made anew."""

_OTHER_SESSIONS = (
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)
_TABLES = """
    select n.nspname, c.relname
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
    order by 1, 2
"""
_CATALOGS = (
    "pg_attrdef",
    "pg_attribute",
    "pg_constraint",
    "pg_default_acl",
    "pg_namespace",
    "pg_proc",
    "pg_rewrite",
    "pg_trigger",
)
_SHAPE = SQL(" union all ").join(
    SQL("select count(*), max(xmin::text::bigint) from {}").format(Identifier(catalog))
    for catalog in _CATALOGS
) + SQL(
    " union all select count(*), sum(hashtext(relacl::text) + relowner::bigint) from pg_class"
    " where relkind in ('r', 'v', 'i', 'S')"
)
"""Some numbers of each catalog: a change of anything but rows changes one."""
_SEQUENCES = "select schemaname, sequencename, last_value from pg_sequences"


@dataclass(frozen=True)
class _Beginning:
    """What a database began with; rows as COPY writes them, of tables that have some."""

    template: str
    tables: list[tuple[str, str]]
    rows: dict[tuple[str, str], bytes]
    sequences: dict[tuple[str, str], int | None]
    shape: list[tuple[object, ...]]


class PutBackDatabase:
    """The database that tests have one after the other, each as if it were a new copy.

    A test that changed more than rows, or left a session behind, is followed by a new copy.
    """

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._cluster = cluster
        self._name = name
        self._beginning: _Beginning | None = None
        self._tests = 0

    def begin(self, template: str) -> str:
        """Make the database equal to its template; return its URL."""
        url = self._cluster.url(self._name)
        self._tests += 1
        if not self._is_put_back(template):
            self._cluster.create_database(self._name, afresh=True, template=template)
            with psycopg.connect(url) as connection:
                self._beginning = _read_beginning(connection, template)
            self._tests = 1
        return url

    def _is_put_back(self, template: str) -> bool:
        beginning = self._beginning
        if beginning is None or beginning.template != template or self._tests > _MOST_TESTS:
            return False
        try:
            with psycopg.connect(self._cluster.url(self._name)) as connection:
                return _put_back(connection, beginning)
        except psycopg.OperationalError:  # a test dropped it
            return False


def _read_beginning(connection: psycopg.Connection, template: str) -> _Beginning:
    """Read what a new database holds."""
    tables = connection.execute(_TABLES).fetchall()
    rows = {}
    with connection.cursor() as cursor:
        for table in _with_rows(connection, tables):
            with cursor.copy(SQL("copy {} to stdout").format(Identifier(*table))) as copy:
                rows[table] = b"".join(copy)
    sequences, shape = _read_sequences(connection), _read_shape(connection)
    return _Beginning(template, tables, rows, sequences, shape)


def _put_back(connection: psycopg.Connection, beginning: _Beginning) -> bool:
    """Put rows and sequences back; return whether nothing else is to be put back."""
    if not _is_alone(connection) or _read_shape(connection) != beginning.shape:
        return False
    connection.execute("set session_replication_role to replica")  # no triggers, no foreign keys
    with connection.cursor() as cursor:
        for table in {*_with_rows(connection, beginning.tables), *beginning.rows}:
            cursor.execute(SQL("delete from {}").format(Identifier(*table)))
        for table, rows in beginning.rows.items():
            with cursor.copy(SQL("copy {} from stdin").format(Identifier(*table))) as copy:
                copy.write(rows)
        for name, value in _read_sequences(connection).items():
            before = beginning.sequences[name]
            if value != before:
                sequence = SQL("{}").format(Identifier(*name)).as_string()
                cursor.execute("select setval(%s, %s, %s)", [sequence, before or 1, bool(before)])
    return True


def _is_alone(connection: psycopg.Connection) -> bool:
    """Return whether no other session is there, or will be in a moment: ends take their time."""
    for _ in range(20):
        if connection.execute(_OTHER_SESSIONS).fetchone() == (0,):
            return True
        connection.execute("select pg_sleep(0.01), pg_stat_clear_snapshot()")
    return False


def _with_rows(
    connection: psycopg.Connection, tables: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the tables that have rows."""
    have_rows = SQL(" union all ").join(
        SQL("select {}, {} where exists (select from {})").format(
            Literal(schema), Literal(name), Identifier(schema, name)
        )
        for schema, name in tables
    )
    return connection.execute(have_rows).fetchall()


def _read_sequences(connection: psycopg.Connection) -> dict[tuple[str, str], int | None]:
    """Return the last value of each sequence; None: none was drawn yet."""
    rows = connection.execute(_SEQUENCES).fetchall()
    return {(schema, name): value for schema, name, value in rows}


def _read_shape(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    """Return numbers that change with tables, views, functions, triggers and rights."""
    return connection.execute(_SHAPE).fetchall()
