"""Brings warehouses forward that were made before the baseline was frozen.

Until then the files `0001` to `0006` were edited in place, so a warehouse that has applied them may
lack columns, tables and indexes. What it lacks is seen by making the baseline beside it. Its tables
are then moved aside, made anew by the same files as in an empty database, and filled from the old
ones: whatever it was, it ends as a fresh one, with its rows. docs/decisions/0044 says how far back.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from psycopg import Rollback, errors, sql

from webinar_sync.warehouse import definitions as views
from webinar_sync.warehouse.definitions import SCHEMAS
from webinar_sync.warehouse.errors import MigrationError
from webinar_sync.warehouse.locks import PUSH, REGISTRATION, extraction, webhook_reading
from webinar_sync.warehouse.waiting import wait_for, wait_for_loads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from psycopg import Connection

    from webinar_sync.warehouse.definitions import Definitions

BASELINE = (
    "0001.zoom", "0002.settings", "0003.hubspot", "0004.registration", "0005.marts", "0006.sync"
)  # fmt: skip
"""The migrations that were edited in place until they were frozen."""
FIRST_FROZEN = "0007.version"
"""Who has applied it has the baseline as it is."""

_FORMER = "0001.schemas"
"""A migration of the time before there was one baseline."""

_ASIDE = "before_"
"""Begins the names of schemas in which the old tables stand until they are dropped."""

_OLDEST = (
    ("zoom.announced_starts", "occurrence_key"),
    ("sync.webinars_to_load", "version"),
)
"""Columns without which the baseline is from before occurrences had a remembered identity, and the
load a queue: nothing that is there tells them."""

_MARK = ("hubspot.portal", "warehouse_id")
"""What marks a HubSpot account. Before, it was not remembered what had been completed, cancelled or
counted there either: sending goes on from that."""

_MADE_ANEW = ("sync.definitions", "sync.codes")
"""Tables that every migrate fills."""

_FILLED = {
    ("registration.requests", "action"): "'add'",
    ("registration.requests", "asked_at"): "old.received_at",
    ("sync.alerts", "page"): (
        "case old.kind when 'run_failed' then 'runs' when 'run_late' then 'runs' "
        "when 'held' then 'push' else 'errors' end"
    ),
}
"""What columns hold that the old table does not have, where it is not their default."""

_CONVERTED = {
    (
        "sync.changes",
        "kind",
    ): "case old.kind when 'erased_people' then 'everything' else old.kind end"
}
"""What columns hold instead of what the old table has."""

_SELECT_COLUMNS = """
select
    pg_namespace.nspname || '.' || pg_class.relname as name,
    pg_attribute.attname,
    pg_attribute.attgenerated <> '' as is_generated,
    pg_attribute.attnotnull
    and pg_attribute.attidentity = ''
    and not pg_attribute.atthasdef as is_needed
from pg_class
inner join pg_namespace on pg_namespace.oid = pg_class.relnamespace
inner join pg_attribute on pg_attribute.attrelid = pg_class.oid
where
    pg_namespace.nspname = any(%s)
    and pg_class.relkind in ('r', 'p')
    and pg_attribute.attnum > 0
    and not pg_attribute.attisdropped
order by pg_class.oid, pg_attribute.attnum
"""
_SELECT_FACTS = """
with
tables as (
    select pg_class.oid, pg_namespace.nspname || '.' || pg_class.relname as name
    from pg_class
    inner join pg_namespace on pg_namespace.oid = pg_class.relnamespace
    where pg_namespace.nspname = any(%(schemas)s) and pg_class.relkind in ('r', 'p')
)
select tables.name, 'column', concat_ws(
    ' ', row_number() over (partition by tables.oid order by attnum), attname,
    format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
    pg_get_expr(adbin, adrelid), col_description(tables.oid, attnum)
)
from tables
inner join pg_attribute on attrelid = tables.oid
left join pg_attrdef on adrelid = tables.oid and adnum = attnum
where attnum > 0 and not attisdropped
union all
select tables.name, 'comment', obj_description(tables.oid, 'pg_class')
from tables
union all
select tables.name, 'constraint', conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
from tables
inner join pg_constraint on conrelid = tables.oid
union all
select tables.name, 'index', pg_get_indexdef(indexrelid)
from tables
inner join pg_index on indrelid = tables.oid
union all
select tables.name, 'trigger', pg_get_triggerdef(pg_trigger.oid)
from tables
inner join pg_trigger on tgrelid = tables.oid and not tgisinternal
"""
_SELECT_SEQUENCES = """
select pg_namespace.nspname, pg_class.relname
from pg_class
inner join pg_namespace on pg_namespace.oid = pg_class.relnamespace
where pg_namespace.nspname = any(%s) and pg_class.relkind = 'S'
"""
_INSERT_LAST_LINKS = """
insert into registration.last_links (
    email, account_id, webinar_id, join_url, registered_at, run_id
)
select distinct on (email) email, account_id, webinar_id, join_url, registered_at, run_id
from registration.results
order by email, registered_at desc
"""
_SELECT_REFERENCES = """
select child_schema.nspname || '.' || child.relname, parent_schema.nspname || '.' || parent.relname
from pg_constraint
inner join pg_class as child on child.oid = pg_constraint.conrelid
inner join pg_namespace as child_schema on child_schema.oid = child.relnamespace
inner join pg_class as parent on parent.oid = pg_constraint.confrelid
inner join pg_namespace as parent_schema on parent_schema.oid = parent.relnamespace
where pg_constraint.contype = 'f' and child_schema.nspname = any(%s)
"""


@dataclass(frozen=True)
class _Column:
    name: str
    is_generated: bool
    is_needed: bool
    """It may not be null, and has no default."""


def refuse_older(connection: Connection, applied: set[str]) -> None:
    """Refuse a warehouse that is too old to be brought forward; change nothing.

    :param applied: the names of the migrations that it has had
    :raises MigrationError: if it is too old
    """
    if FIRST_FROZEN in applied or not (set(BASELINE) <= applied or _FORMER in applied):
        return
    there = {
        (table, column.name)
        for table, columns in _columns(connection).items()
        for column in columns
    }
    missing = [f"{table}.{column}" for table, column in _OLDEST if (table, column) not in there]
    fact = None
    if _FORMER in applied:
        fact = f"has the migration {_FORMER}"
    elif missing:
        fact = f"has no {missing[0]}"
    elif _MARK not in there and _has_rows(connection, _MARK[0]):
        fact = "sent to a HubSpot account that it did not mark as its own"
    if fact:
        raise MigrationError(
            "The warehouse was made by a version of webinar-sync that is too old to be brought "
            f"forward (it {fact}), and nothing was changed: create an empty "
            "database, let the connection `warehouse` name it, migrate, apply your settings, and "
            "run a sync, which reads anew what Zoom still keeps; keep this one to look things up."
        )


def renew(
    connection: Connection, definitions: Definitions, folder: Path, say: Callable[[str], None]
) -> bool:
    """Make the tables as the baseline says, with what they hold; return whether they were others.

    :param connection: in a transaction; nothing is committed here
    :raises MigrationError: if rows cannot be kept, a run goes on for too long, or something that is
        not ours needs a table
    """
    fresh = _facts_of_baseline(connection, definitions, folder)
    if fresh is None:
        return False
    say("The tables are those of an earlier version: they are made anew, and keep their rows.")
    _keep_out(connection, say)
    old = {name: columns for name, columns in _columns(connection).items() if name in fresh}
    _check_erased(connection, old)
    definitions.drop()
    _move_aside(connection, list(old))
    _make(connection, definitions, folder)
    new = _columns(connection)
    for table in _parents_first(connection, old):
        say(f"copying {table}")
        _copy(connection, table, old[table], new[table])
    _continue_sequences(connection)
    _drop_aside(connection, list(old))
    if "registration.last_links" not in old:
        connection.execute(_INSERT_LAST_LINKS)
    _mark_everything(connection)
    return True


def _facts_of_baseline(
    connection: Connection, definitions: Definitions, folder: Path
) -> set[str] | None:
    """Return the names of the tables that the baseline makes; None if the warehouse has them so.

    The schemas get other names for a moment, which nobody else sees. Indexes that somebody added
    make no other baseline.
    """
    tables: set[str] | None = None
    with connection.transaction() as attempt:
        for schema in SCHEMAS:
            connection.execute(
                sql.SQL("alter schema {} rename to {}").format(
                    sql.Identifier(schema), sql.Identifier(f"{_ASIDE}{schema}")
                )
            )
        _make(connection, definitions, folder)
        fresh = _facts(connection, SCHEMAS)
        there = _facts(connection, [f"{_ASIDE}{schema}" for schema in SCHEMAS])
        names = {table for table, _, _ in fresh}
        lacks = fresh - there
        more = {fact for fact in there - fresh if fact[0] in names and fact[1] != "index"}
        if lacks or more:
            tables = names
        raise Rollback(attempt)
    return tables


def _make(connection: Connection, definitions: Definitions, folder: Path) -> None:
    """Make the tables of the baseline where there are none."""
    definitions.prepare()
    for name in BASELINE:
        text = (folder / "migrations" / f"{name}.sql").read_text(encoding="utf-8")
        connection.execute(text.encode())


def _facts(connection: Connection, schemas: Sequence[str]) -> set[tuple[str, str, str]]:
    """Return what the tables of some schemas are: table, kind of fact, fact."""
    rows = connection.execute(_SELECT_FACTS, {"schemas": list(schemas)}).fetchall()
    return {
        (table.removeprefix(_ASIDE), kind, str(fact).replace(_ASIDE, ""))
        for table, kind, fact in rows
    }


def _columns(connection: Connection) -> dict[str, list[_Column]]:
    """Return the columns of all tables in our schemas, in their order."""
    columns: dict[str, list[_Column]] = defaultdict(list)
    for table, *facts in connection.execute(_SELECT_COLUMNS, [list(SCHEMAS)]).fetchall():
        columns[table].append(_Column(*facts))
    return columns


def _keep_out(connection: Connection, say: Callable[[str], None]) -> None:
    """Wait for all tasks: code that is so old does not ask which version the warehouse has."""
    accounts = connection.execute("select account_id from zoom.accounts order by 1").fetchall()
    for (account_id,) in accounts:
        what = f"A run that reads the Zoom account {account_id}"
        wait_for(connection, extraction(account_id), what, say)
        wait_for(connection, webhook_reading(account_id), what, say)
    wait_for(connection, PUSH, "A push to HubSpot", say)
    wait_for(connection, REGISTRATION, "A run that registers contacts", say)
    wait_for_loads(connection, say)


def _check_erased(connection: Connection, old: Mapping[str, list[_Column]]) -> None:
    """Refuse to lose who was entered as erased by an address's digest without a key."""
    columns = {column.name for column in old["settings.erased_people"]}
    if "digest" in columns:
        return
    (people,) = connection.execute("select count(*) from settings.erased_people").fetchone() or (0,)
    if people:
        raise MigrationError(
            f"settings.erased_people names {people} people in a way that this version cannot "
            "read, and nothing was changed: pause the Dags, note who they are, delete the rows, "
            "migrate, and erase each with the Dag erase_contact before you go on."
        )


def _move_aside(connection: Connection, tables: Sequence[str]) -> None:
    """Lock the tables, and put them into other schemas; their sequences and indexes go along."""
    connection.execute(
        sql.SQL("set local lock_timeout to {}").format(sql.Literal(views.LOCK_TIMEOUT))
    )
    names = sql.SQL(", ").join(map(_identifier, tables))
    connection.execute(sql.SQL("lock table {} in access exclusive mode").format(names))
    for schema in SCHEMAS:
        connection.execute(sql.SQL("create schema {}").format(sql.Identifier(f"{_ASIDE}{schema}")))
    for table in tables:
        connection.execute(
            sql.SQL("alter table {} set schema {}").format(
                _identifier(table), sql.Identifier(f"{_ASIDE}{table.partition('.')[0]}")
            )
        )


def _copy(connection: Connection, table: str, old: list[_Column], new: list[_Column]) -> None:
    """Fill a table from its old one; what the old one lacks is as `_FILLED` says, or a default."""
    if table in _MADE_ANEW:
        return
    had = {column.name for column in old}
    values = {}
    for column in new:
        if column.is_generated:
            continue
        if (table, column.name) in _CONVERTED:
            values[column.name] = _CONVERTED[table, column.name]
        elif column.name in had:
            values[column.name] = f'old."{column.name}"'
        elif (table, column.name) in _FILLED:
            values[column.name] = _FILLED[table, column.name]
        elif column.is_needed and _has_rows(connection, f"{_ASIDE}{table}"):
            raise MigrationError(
                f"The warehouse is of a version of webinar-sync that is not known: {table} has no "
                f"{column.name}, and nothing was changed. Use that version, or an empty database."
            )
    parts = {
        "table": _identifier(table),
        "old": _identifier(f"{_ASIDE}{table}"),
        "columns": sql.SQL(", ").join(map(sql.Identifier, values)),
        "values": sql.SQL(", ").join(map(_expression, values.values())),
    }
    for statement in (
        "alter table {table} disable trigger user",
        "delete from {table}",  # what the baseline itself puts there
        "insert into {table} ({columns}) overriding system value select {values} from {old} as old",
        "alter table {table} enable trigger user",
    ):
        connection.execute(sql.SQL(statement).format(**parts))


def _parents_first(connection: Connection, tables: Iterable[str]) -> Iterable[str]:
    """Return tables in an order in which each comes after those that it references."""
    rows = connection.execute(_SELECT_REFERENCES, [list(SCHEMAS)]).fetchall()
    needs: dict[str, set[str]] = {table: set() for table in tables}
    for table, referenced in rows:
        if table in needs and referenced in needs:
            needs[table].add(referenced)
    return TopologicalSorter(needs).static_order()


def _continue_sequences(connection: Connection) -> None:
    """Let each sequence go on where the old one was."""
    for schema, name in connection.execute(_SELECT_SEQUENCES, [list(SCHEMAS)]).fetchall():
        old, new = f"{_ASIDE}{schema}.{name}", f"{schema}.{name}"
        exists = connection.execute("select to_regclass(%s) is not null", [old]).fetchall()
        if exists == [(True,)]:
            statement = "select setval(%s::regclass, last_value, is_called) from {}"
            connection.execute(sql.SQL(statement).format(_identifier(old)), [new])


def _drop_aside(connection: Connection, tables: Sequence[str]) -> None:
    """Drop the old tables.

    :raises MigrationError: if something that is not ours needs one of them
    """
    names = sql.SQL(", ").join(_identifier(f"{_ASIDE}{table}") for table in tables)
    try:
        connection.execute(sql.SQL("drop table {}").format(names))
    except errors.DependentObjectsStillExist as error:
        detail = str(error.diag.message_detail).replace(_ASIDE, "")
        raise MigrationError(
            f"Objects that are not webinar-sync's depend on its tables: {detail}. Drop them, run "
            "`make migrate` again, and create them anew."
        ) from None
    for schema in SCHEMAS:
        connection.execute(sql.SQL("drop schema {}").format(sql.Identifier(f"{_ASIDE}{schema}")))


def _mark_everything(connection: Connection) -> None:
    """Let the next run compute everything anew, and the next push compare everybody."""
    for statement in (
        "update sync.row_counts set row_count = (select count(*) from marts.contacts)",
        "insert into sync.changes (kind) values ('everything')",
        "select hubspot.mark_everybody()",
    ):
        connection.execute(statement.encode())


def _has_rows(connection: Connection, table: str) -> bool:
    exists = sql.SQL("select exists(select 1 from {})").format(_identifier(table))
    return connection.execute(exists).fetchall() == [(True,)]


def _identifier(name: str) -> sql.Identifier:
    return sql.Identifier(*name.split(".", 1))


def _expression(text: str) -> sql.SQL:
    return sql.SQL(text)  # of this file, or a column's name
