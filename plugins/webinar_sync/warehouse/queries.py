"""Finds the SQL statements: one file each, in `include/sql/`, by schema, verb first."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import TextClause, text

SQL_FOLDER = Path(__file__).resolve().parents[3] / "include" / "sql"
MIGRATIONS_FOLDER = SQL_FOLDER / "migrations"


@cache
def query_text(name: str) -> str:
    """Return the text of a statement, `schema/verb_object` as in `zoom/merge_users`."""
    return (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


@cache
def query(name: str) -> TextClause:
    """Return a statement with its `:parameters`, ready to be executed."""
    return text(query_text(name))
