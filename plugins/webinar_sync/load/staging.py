"""The tables of the schema `staging`: what a load hands to its merges, column by column.

Each load has tables of its own, with its number in their names, so that two loads never write into
each other's; statements name them without it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from sqlalchemy import text

from webinar_sync.warehouse.errors import WarehouseBusyError, WarehouseError
from webinar_sync.warehouse.queries import query_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from sqlalchemy import Connection, CursorResult

    from webinar_sync.warehouse.engine import Warehouse

_TEXT, _INT, _FLAG = pa.string(), pa.int64(), pa.bool_()
_MOMENT = pa.timestamp("us", tz="UTC")
_PERCENT, _SHARE = pa.decimal128(5, 2), pa.float64()

_WEBINAR = {"account_id": _TEXT, "webinar_id": _INT}
_EVENT = {**_WEBINAR, "occurrence_key": _TEXT}
_TIMES = dict.fromkeys(("registered_at", "cancelled_at", "joined_at", "left_at"), _MOMENT)

TABLES: dict[str, pa.Schema] = {
    name: pa.schema(list(columns.items()))
    for name, columns in {
        "marketing_events": {
            **_EVENT,
            "topic": _TEXT,
            "host_email": _TEXT,
            "status": _TEXT,
            "scheduled_at": _MOMENT,
            "started_at": _MOMENT,
            "ended_at": _MOMENT,
            "length_seconds": _INT,
            "settled_at": _MOMENT,
            "registrations": _INT,
            "cancellations": _INT,
            "attendances": _INT,
            "no_shows": _INT,
            "late_registrations": _INT,
            "anonymous_attendances": _INT,
            "erased_registrations": _INT,
            "erased_attendances": _INT,
            "scheduled_end_at": _MOMENT,
        },
        "registrations": {
            **_WEBINAR,
            "registrant_id": _TEXT,
            "email": _TEXT,
            "first_name": _TEXT,
            "last_name": _TEXT,
            "registered_at": _MOMENT,
            "is_approved": _FLAG,
        },
        "participations": {
            **_EVENT,
            "email": _TEXT,
            "state": _TEXT,
            **_TIMES,
            "attended_seconds": _INT,
            "attendance_percent": _PERCENT,
            "attended_share": _SHARE,
            "approved_at": _MOMENT,
        },
        "attendance_connections": {
            "session_uuid": _TEXT,
            "user_id": _TEXT,
            "joined_at": _MOMENT,
            **_EVENT,
            "email": _TEXT,
            "left_at": _MOMENT,
        },
        "recordings": {
            **_EVENT,
            "recording_id": _TEXT,
            "session_uuid": _TEXT,
            "topic": _TEXT,
            "started_at": _MOMENT,
            "ended_at": _MOMENT,
            "length_seconds": _INT,
            "play_url": _TEXT,
            "available_at": _MOMENT,
            "deleted_at": _MOMENT,
            "has_transcript": _FLAG,
            "transcript_key": _TEXT,
            "transcript_url": _TEXT,
        },
        "timeline_events": {
            "email": _TEXT,
            **_EVENT,
            "kind": _TEXT,
            "occurred_at": _MOMENT,
            "webinar_name": _TEXT,
            "joined_at": _MOMENT,
            "left_at": _MOMENT,
        },
        "outcomes": {
            **_EVENT,
            "subject": _TEXT,
            "subject_key": _TEXT,
            "email": _TEXT,
            "code": _TEXT,
            "connections": _INT,
        },
        "contacts": {
            "email": _TEXT,
            "first_name": _TEXT,
            "last_name": _TEXT,
            "average_attendance_percent": _PERCENT,
            "last_registered_url": _TEXT,
            "registrations_total": _INT,
            "attendances_total": _INT,
            "first_activity_at": _MOMENT,
            "last_activity_at": _MOMENT,
        },
        # Which webinars are to be computed; which of them, and which addresses, were (what they no
        # longer have is deleted), but for what is frozen; the marks of the queue that this answers,
        # and the next ones.
        "webinars_to_load": _WEBINAR,
        "webinars": _WEBINAR,
        "frozen": _EVENT,
        "emails": {"email": _TEXT},
        "marks": {"version": _INT},
        "due": {**_WEBINAR, "due_at": _MOMENT},
        "missing": {**_WEBINAR, "missing": _TEXT},
        "totals": {
            **_WEBINAR,
            "is_complete": _FLAG,
            "connections": _INT,
            "rejected": _INT,
            "registrations": _INT,
        },
        "announced": {
            **_WEBINAR,
            "occurrence_id": _TEXT,
            "first_read_at": _MOMENT,
            "occurrence_key": _TEXT,
        },
        "sessions": {
            "account_id": _TEXT,
            "webinar_id": _INT,
            "session_uuid": _TEXT,
            "state": _TEXT,
            "occurrence_key": _TEXT,
            "is_placement_final": _FLAG,
            "is_practice": _FLAG,
        },
    }.items()
}

_POSTGRES_TYPES = {
    _TEXT: "text",
    _INT: "bigint",
    _FLAG: "boolean",
    _MOMENT: "timestamptz",
    _PERCENT: "numeric",
    _SHARE: "double precision",
}


_STATISTICS_TARGET = 10
"""A tenth of PostgreSQL's own, at a tenth of the cost of analysing what is staged."""
_STAGED = re.compile(r"\bstaging\.([a-z_]+)\b")
_LEFTOVER_PATIENCE_MS = 2000
"""For so long the sweep waits for a leftover that a dying load still uses; the next sweeps it."""


class Staging:
    """The staging tables of one load.

    :param number: of the load; no other has it
    """

    def __init__(self, warehouse: Warehouse, number: int) -> None:
        self._warehouse = warehouse
        self._number = number

    def table_name(self, name: str) -> str:
        """Return what a table of `TABLES` is called in this load."""
        return f"{name}_{self._number}"

    def text_of(self, name: str) -> str:
        """Return the text of a statement of `include/sql`, on this load's tables."""
        return _STAGED.sub(rf"staging.\1_{self._number}", query_text(name))

    def execute(self, transaction: Connection, name: str, **parameters: Any) -> CursorResult[Any]:
        """Run a statement of `include/sql` on this load's tables."""
        return transaction.execute(text(self.text_of(name)), parameters)

    def create(self, transaction: Connection, name: str) -> None:
        """Make a table, empty."""
        transaction.execute(text(self._create_statement(name)))

    def stage(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Bulk-load frames into new, unlogged tables, by name.

        :raises WarehouseError: if a value does not fit its column
        """
        with self._warehouse.arrow() as connection:
            with connection.cursor() as cursor:
                # How many rows there are matters to the merges' plans, and little else.
                cursor.execute(f"set local default_statistics_target to {_STATISTICS_TARGET}")
            for name, frame in frames.items():
                table = _to_arrow(name, frame, TABLES[name])
                with connection.cursor() as cursor:
                    cursor.execute(f"drop table if exists staging.{self.table_name(name)}")
                    cursor.execute(self._create_statement(name))
                    if table.num_rows:
                        table = table.replace_schema_metadata()
                        cursor.adbc_ingest(
                            self.table_name(name), table, mode="append", db_schema_name="staging"
                        )
                        cursor.execute(f"analyze staging.{self.table_name(name)}")
            connection.commit()

    def drop(self, transaction: Connection) -> None:
        """Drop this load's tables: they hold addresses that nothing needs any more."""
        names = ", ".join(f"staging.{self.table_name(name)}" for name in TABLES)
        transaction.execute(text(f"drop table if exists {names}"))

    def _create_statement(self, name: str) -> str:
        columns = ", ".join(f"{field.name} {_POSTGRES_TYPES[field.type]}" for field in TABLES[name])
        return f"create unlogged table staging.{self.table_name(name)} ({columns})"


def begin_staging(warehouse: Warehouse) -> Staging:
    """Return the staging tables of a load, and drop those that dead loads left behind.

    The caller holds the lock of the load, so all that is there is of loads that were killed, or
    that lost the warehouse.
    """
    for row in warehouse.rows("sync/select_staging_tables"):
        with suppress(WarehouseBusyError), warehouse.transaction() as transaction:
            transaction.execute(text(f"set local lock_timeout to {_LEFTOVER_PATIENCE_MS}"))
            transaction.execute(text(f"drop table if exists {row['table_name']}"))
    (row,) = warehouse.rows("sync/update_load_number")
    return Staging(warehouse, row["load_number"])


def _to_arrow(name: str, frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """Convert a frame; pyarrow's own text for what it cannot convert quotes the value."""
    try:
        return pa.Table.from_pandas(frame[schema.names], schema, preserve_index=False)
    except pa.ArrowException as error:
        kind = type(error).__name__
    raise WarehouseError(f"A value does not fit the columns of staging.{name} ({kind}).")
