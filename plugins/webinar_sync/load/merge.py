"""Merges the staged rows into marts and the ledger: only rows that differ are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.load.staging import OUTPUT_TABLES
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from sqlalchemy import Connection


def merge_staged(transaction: Connection, run_id: str) -> dict[str, int]:
    """Merge every staged table; return how many rows of each were written or deleted."""
    counts: dict[str, int] = {}
    for schema, table in (*OUTPUT_TABLES, ("marts", "contacts")):
        deleted = transaction.execute(query(f"{schema}/delete_vanished_{table}")).rowcount
        written = transaction.execute(query(f"{schema}/merge_{table}"), {"run_id": run_id}).rowcount
        counts[table] = deleted + written
    return counts
