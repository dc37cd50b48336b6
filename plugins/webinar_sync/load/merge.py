"""Merges the staged rows into marts and the ledger, by statements made from each table's key.

Two statements merge a table: the first deletes rows of what was computed that are no longer, the
second writes rows that are new or differ. Rows that are the same stay untouched: they are neither
written nor locked. Loads follow each other, so nobody else inserts meanwhile. Rows of marts that
are frozen are never deleted: what they were computed from is no longer there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import column, delete, exists, table, text

from webinar_sync.load.staging import TABLES
from webinar_sync.warehouse.marts import WRITTEN_MARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection, Delete, TableClause, TextClause

    from webinar_sync.load.staging import Staging

_EVENT = ("account_id", "webinar_id", "occurrence_key")
_FLAG = ("is_frozen",)
_CONTACTS = "contacts"
_PLANS = ("work_mem = '64MB'", "enable_mergejoin = off")
"""Joins hash a portion's keys, in memory: sorting so many texts takes three times as long."""


@dataclass(frozen=True)
class MergedTable:
    """A table that a load writes. `staging` has one of the same name, without `run_id`.

    :param key: the primary key's columns
    :param scope: the staging table that says what was computed, and the columns that say it
    :param frozen: what tells which rows are frozen: the key of an occurrence, or a flag
    """

    schema: str
    name: str
    key: tuple[str, ...]
    scope: tuple[str, tuple[str, ...]] = ("webinars", ("account_id", "webinar_id"))
    frozen: tuple[str, ...] = ()

    def delete_vanished(self, staging: Staging) -> Delete:
        """Return what deletes rows of what was computed that are no longer staged."""
        name, columns = self.scope
        target = _table(self.schema, self.name, {*self.key, *columns, *self.frozen})
        staged = _table("staging", staging.table_name(self.name), self.key)
        computed = _table("staging", staging.table_name(name), columns)
        return delete(target).where(
            *(target.c[column] == computed.c[column] for column in columns),
            ~exists().where(*(staged.c[column] == target.c[column] for column in self.key)),
            *self._is_not_frozen(staging, target),
        )

    def _is_not_frozen(self, staging: Staging, target: TableClause) -> list[ColumnElement[bool]]:
        if self.frozen == _FLAG:
            return [~target.c[name] for name in _FLAG]
        if not self.frozen:
            return []
        frozen = _table("staging", staging.table_name("frozen"), self.frozen)
        return [~exists().where(*(frozen.c[name] == target.c[name] for name in self.frozen))]

    def merge(self, staging: Staging) -> TextClause:
        """Return what writes staged rows that are new or differ; it takes `:run_id`."""
        names = TABLES[self.name].names
        compared = [name for name in names if name not in self.key]
        values = {name: f"staged.{name}" for name in names}
        if self.name == _CONTACTS:  # its id is made with the contact, and stays
            salt = "(select contact_salt from sync.warehouse)"
            values["contact_id"] = f"marts.contact_id(staged.email, {salt})"
        values["run_id"] = ":run_id"
        updates = ", ".join(f"{name} = {values[name]}" for name in (*compared, "run_id"))
        lines = (
            f"merge into {self.schema}.{self.name} as target",
            f"using staging.{staging.table_name(self.name)} as staged",
            f"on {_equal('target', 'staged', self.key)}",
            f"when matched and ({_listed('target', compared)})",
            f"is distinct from ({_listed('staged', compared)}) then update set {updates}",
            f"when not matched then insert ({', '.join(values)})",
            f"values ({', '.join(values.values())})",
        )
        return text("\n".join(lines))


def _table(schema: str, name: str, columns: Iterable[str]) -> TableClause:
    return table(name, *(column(name) for name in columns), schema=schema)


def _equal(left: str, right: str, columns: Iterable[str]) -> str:
    return " and ".join(f"{left}.{column} = {right}.{column}" for column in columns)


def _listed(name: str, columns: Iterable[str]) -> str:
    return ", ".join(f"{name}.{column}" for column in columns)


MERGED = (
    MergedTable("marts", "marketing_events", _EVENT, frozen=_EVENT),
    MergedTable(
        "marts", "registrations", ("account_id", "webinar_id", "registrant_id"), frozen=_FLAG
    ),
    MergedTable("marts", "participations", (*_EVENT, "email"), frozen=_EVENT),
    MergedTable(
        "marts",
        "attendance_connections",
        ("session_uuid", "user_id", "joined_at"),
        frozen=_EVENT,
    ),
    MergedTable("marts", "recordings", (*_EVENT, "recording_id"), frozen=_EVENT),
    MergedTable("marts", "timeline_events", ("email", *_EVENT, "kind"), frozen=_EVENT),
    MergedTable("sync", "outcomes", (*_EVENT, "subject", "subject_key")),
    MergedTable("marts", _CONTACTS, ("email",), scope=("emails", ("email",))),
)
"""In the order in which they are merged."""
MERGED_CONTACTS = MERGED[-1:]


def merge_staged(
    transaction: Connection, staging: Staging, run_id: str, tables: Iterable[MergedTable] = MERGED
) -> dict[str, int]:
    """Merge staged tables; return how many rows of each were written or deleted."""
    for setting in _PLANS:
        transaction.execute(text(f"set local {setting}"))
    counts: dict[str, int] = {}
    for merged in tables:
        deleted = transaction.execute(merged.delete_vanished(staging)).rowcount
        written = transaction.execute(merged.merge(staging), {"run_id": run_id}).rowcount
        counts[merged.name] = deleted + written
    return counts


def rows_written(counts: Mapping[str, int]) -> dict[str, int]:
    """Return, of a load's counts, how many rows of marts it wrote or deleted, by table."""
    return {table: counts[table] for table in WRITTEN_MARTS if counts.get(table)}
