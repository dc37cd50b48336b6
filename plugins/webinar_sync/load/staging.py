"""The tables of the schema `staging`: what a load hands to its merges, column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from sqlalchemy import text

from webinar_sync.warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from sqlalchemy import Connection

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
            "scheduled_end_at": _MOMENT,
        },
        "results": {
            **_WEBINAR,
            "email": _TEXT,
            "registrant_id": _TEXT,
            "registered_at": _MOMENT,
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
        },
        "attendance_connections": {
            "session_uuid": _TEXT,
            "user_id": _TEXT,
            "joined_at": _MOMENT,
            **_EVENT,
            "email": _TEXT,
            "left_at": _MOMENT,
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
        # Which webinars and addresses were computed (what they no longer have is deleted), and
        # what from.
        "webinars": _WEBINAR,
        "emails": {"email": _TEXT},
        "address_statuses": {"email": _TEXT, "primary_email": _TEXT, "code": _TEXT},
        "accounts": {"account_id": _TEXT, "as_of": _MOMENT},
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
        },
        "readings": {
            "account_id": _TEXT,
            "kind": _TEXT,
            "object_key": _TEXT,
            "digest": _TEXT,
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


def stage(warehouse: Warehouse, frames: Mapping[str, pd.DataFrame]) -> None:
    """Bulk-load frames into new, unlogged tables of the schema `staging`, by name.

    Only one load runs at a time, so the tables of a load that died are simply replaced.

    :raises WarehouseError: if a value does not fit its column
    """
    with warehouse.arrow() as connection:
        for name, frame in frames.items():
            table = _to_arrow(name, frame, TABLES[name])
            with connection.cursor() as cursor:
                cursor.execute(f"drop table if exists staging.{name}")
                cursor.execute(_create_statement(name))
                if table.num_rows:
                    table = table.replace_schema_metadata()
                    cursor.adbc_ingest(name, table, mode="append", db_schema_name="staging")
                    cursor.execute(f"analyze staging.{name}")
        connection.commit()


def _to_arrow(name: str, frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """Convert a frame; pyarrow's own text for what it cannot convert quotes the value."""
    try:
        return pa.Table.from_pandas(frame[schema.names], schema, preserve_index=False)
    except pa.ArrowException as error:
        kind = type(error).__name__
    raise WarehouseError(f"A value does not fit the columns of staging.{name} ({kind}).")


def drop_staged(transaction: Connection) -> None:
    """Drop every staging table: they hold addresses that nothing needs any more."""
    for table in TABLES:
        transaction.execute(text(f"drop table if exists staging.{table}"))


def _create_statement(name: str) -> str:
    """Return the statement that makes a staging table anew, unlogged."""
    columns = ", ".join(f"{field.name} {_POSTGRES_TYPES[field.type]}" for field in TABLES[name])
    return f"create unlogged table staging.{name} ({columns})"
