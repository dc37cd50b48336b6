"""Each filter of HubSpot's page yields whom it should, of the awkward account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.answer_key.segments import SEGMENTS
from tests.builders import query
from webinar_sync.segments.members import find_members
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster


@pytest.fixture(scope="module")
def synced(cluster: Cluster, awkward_database: str) -> Iterator[Warehouse]:
    """Return the warehouse into which the awkward account was synced, run after run."""
    with Warehouse(cluster.url(awkward_database)) as warehouse:
        yield warehouse


@pytest.mark.parametrize(("sql", "members"), SEGMENTS.values(), ids=SEGMENTS)
def test_the_members_are_those_worked_out_by_hand(
    synced: Warehouse, sql: str, members: tuple[str, ...]
) -> None:
    contact_ids = find_members(synced, sql)

    emails = query(
        synced, "select email from marts.contacts where contact_id = any(:ids)", ids=contact_ids
    )
    expected = [name if "@" in name else f"{name}@example.com" for name in members]
    assert sorted(email for (email,) in emails) == sorted(expected)
    assert len(contact_ids) == len(expected)


def test_every_filter_is_there_and_has_an_answer(synced: Warehouse) -> None:
    views = query(
        synced,
        "select viewname from pg_views where schemaname = 'marts' and viewname like 'filter_%'",
    )

    statements = " ".join(sql for sql, _ in SEGMENTS.values())
    assert len(views) == 11
    assert [view for (view,) in views if f"marts.{view}" not in statements] == []
    undescribed = [
        view
        for (view,) in views
        if not query(synced, "select obj_description(to_regclass('marts.' || :view))", view=view)[
            0
        ][0]
    ]
    assert undescribed == []
