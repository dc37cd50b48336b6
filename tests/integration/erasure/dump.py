"""The whole warehouse as text, by the catalogue: what no test has to list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import query

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def dump(warehouse: Warehouse) -> dict[str, str]:
    """Return the rows of every table of every schema as text, by table."""
    tables = query(
        warehouse,
        "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')",
    )
    return {
        table: "\n".join(row for (row,) in query(warehouse, f"select t::text from {table} as t"))
        for (table,) in tables
    }


def places_of(warehouse: Warehouse, *texts: str) -> dict[str, list[str]]:
    """Return in which tables each of some texts stands, in whatever case; only those that do."""
    tables = dump(warehouse)
    places = {
        text: [name for name, rows in tables.items() if text.lower() in rows.lower()]
        for text in texts
    }
    return {text: names for text, names in places.items() if names}
