"""What loads merge by, and the tables in PostgreSQL: the same keys and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import query
from webinar_sync.load.merge import MERGED, MergedTable
from webinar_sync.load.staging import TABLES

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


MADE_ELSEWHERE = {"contacts": ["contact_id"], "registrations": ["is_frozen"]}
"""Columns that no load computes."""


@pytest.mark.parametrize("table", MERGED, ids=lambda table: table.name)
def test_a_table_is_merged_by_its_primary_key_and_whole(
    warehouse: Warehouse, table: MergedTable
) -> None:
    key = query(
        warehouse,
        "select attname from pg_index"
        " inner join pg_attribute on attrelid = indrelid and attnum = any(indkey)"
        " where indisprimary and indrelid = cast(:name as regclass)",
        name=f"{table.schema}.{table.name}",
    )
    columns = query(
        warehouse,
        "select column_name from information_schema.columns"
        " where table_schema = :schema and table_name = :name",
        schema=table.schema,
        name=table.name,
    )

    assert {name for (name,) in key} == set(table.key)
    of_its_own = {"run_id", *MADE_ELSEWHERE.get(table.name, ())}
    assert {name for (name,) in columns} == set(TABLES[table.name].names) | of_its_own
