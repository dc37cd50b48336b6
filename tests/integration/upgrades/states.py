"""What warehouses hold, to compare them: rows as objects, without what no two runs share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from tests.builders import query

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

SCHEMAS = ["zoom", "marts", "sync", "settings", "hubspot", "registration"]
Rows = dict[str, list[dict[str, Any]]]

COMPUTED = (
    "marts.contacts",
    "marts.marketing_events",
    "marts.registrations",
    "marts.participations",
    "marts.attendance_connections",
    "marts.timeline_events",
    "sync.outcomes",
    "sync.loaded_webinars",
    "sync.loaded_outcomes",
    "sync.row_counts",
    "zoom.occurrences",
    "zoom.announced_starts",
    "zoom.staff",
    "zoom.registrants",
    "zoom.connections",
)
_BY_CHANCE = {
    "run_id",
    "contact_id",
    "read_at",
    "last_read_at",
    "first_seen_at",
    "last_registered_url",
}


def all_rows(url: str) -> Rows:
    """Return the rows of every table of our schemas."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname = any(%s)", [SCHEMAS]
        ).fetchall()
        return {
            f"{schema}.{table}": [
                row
                for (row,) in connection.execute(
                    sql.SQL("select to_jsonb(each) from {} as each").format(
                        sql.Identifier(schema, table)
                    )
                )
            ]
            for schema, table in tables
        }


def computed(warehouse: Warehouse) -> Rows:
    """Return what loads made of what landed, and what landed of people."""
    return {
        table: sorted(
            (
                {name: value for name, value in row.items() if name not in _BY_CHANCE}
                for (row,) in query(warehouse, f"select to_jsonb(each) from {table} as each")
            ),
            key=str,
        )
        for table in COMPUTED
    }
