"""Merges the staged rows into marts and the ledger, by statements made from each table's key.

Two statements merge a table: the first deletes rows of what was computed that are no longer, the
second writes rows that are new or differ. Rows that are the same stay untouched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, column, delete, exists, func, select, table, true, tuple_
from sqlalchemy.dialects.postgresql import insert

from webinar_sync.load.staging import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Delete, FromClause, TableClause
    from sqlalchemy.dialects.postgresql import Insert

    from webinar_sync.load.staging import Staging

_EVENT = ("account_id", "webinar_id", "occurrence_key")
_CONTACTS = "contacts"


@dataclass(frozen=True)
class MergedTable:
    """A table that a load writes. `staging` has one of the same name, without `run_id`.

    :param key: the primary key's columns
    :param scope: the staging table that says what was computed, and the columns that say it
    """

    schema: str
    name: str
    key: tuple[str, ...]
    scope: tuple[str, tuple[str, ...]] = ("webinars", ("account_id", "webinar_id"))

    def delete_vanished(self, staging: Staging) -> Delete:
        """Return what deletes rows of what was computed that are no longer staged."""
        target, staged = self._target(), self._staged(staging)
        name, columns = self.scope
        computed = _table("staging", staging.table_name(name), columns)
        return delete(target).where(
            *(target.c[column] == computed.c[column] for column in columns),
            ~exists().where(*(staged.c[column] == target.c[column] for column in self.key)),
        )

    def merge(self, staging: Staging) -> Insert:
        """Return what writes staged rows that are new or differ; it takes `:run_id`."""
        target, staged = self._target(), self._staged(staging)
        values = {name: staged.c[name] for name in TABLES[self.name].names}
        source: FromClause = staged
        if self.name == _CONTACTS:  # its id is made with the contact, and stays
            state = _table("sync", "state", ("contact_salt",))
            source = staged.join(state, true())
            values["contact_id"] = func.marts.contact_id(staged.c.email, state.c.contact_salt)
        values["run_id"] = bindparam("run_id")
        new_rows = select(*values.values()).select_from(source)
        statement = insert(target).from_select(list(values), new_rows)
        compared = [name for name in TABLES[self.name].names if name not in self.key]
        new = statement.excluded
        return statement.on_conflict_do_update(
            index_elements=self.key,
            set_={name: new[name] for name in (*compared, "run_id")},
            where=tuple_(*(target.c[name] for name in compared)).is_distinct_from(
                tuple_(*(new[name] for name in compared))
            ),
        )

    def _target(self) -> TableClause:
        names = [*TABLES[self.name].names, "run_id"]
        if self.name == _CONTACTS:
            names.append("contact_id")
        return _table(self.schema, self.name, names)

    def _staged(self, staging: Staging) -> TableClause:
        return _table("staging", staging.table_name(self.name), TABLES[self.name].names)


def _table(schema: str, name: str, columns: Iterable[str]) -> TableClause:
    return table(name, *(column(name) for name in columns), schema=schema)


MERGED = (
    MergedTable("marts", "marketing_events", _EVENT),
    MergedTable("marts", "registrations", ("account_id", "webinar_id", "registrant_id")),
    MergedTable("marts", "participations", (*_EVENT, "email")),
    MergedTable("marts", "attendance_connections", ("session_uuid", "user_id", "joined_at")),
    MergedTable("marts", "timeline_events", ("email", *_EVENT, "kind")),
    MergedTable("sync", "outcomes", (*_EVENT, "subject", "subject_key")),
    MergedTable("marts", _CONTACTS, ("email",), scope=("emails", ("email",))),
)
"""In the order in which they are merged."""
MERGED_CONTACTS = MERGED[-1:]


def merge_staged(
    transaction: Connection, staging: Staging, run_id: str, tables: Iterable[MergedTable] = MERGED
) -> dict[str, int]:
    """Merge staged tables; return how many rows of each were written or deleted."""
    counts: dict[str, int] = {}
    for merged in tables:
        deleted = transaction.execute(merged.delete_vanished(staging)).rowcount
        merge = merged.merge(staging).execution_options(preserve_rowcount=True)
        written = transaction.execute(merge, {"run_id": run_id}).rowcount
        counts[merged.name] = deleted + written
    return counts


def rows_written(counts: Mapping[str, int]) -> dict[str, int]:
    """Return, of a load's counts, how many rows of marts it wrote or deleted, by table."""
    return {
        merged.name: counts[merged.name]
        for merged in MERGED
        if merged.schema == "marts" and counts.get(merged.name)
    }
