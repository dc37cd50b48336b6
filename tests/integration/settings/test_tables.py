"""The tables of settings: what they refuse, and what their history keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tests.builders import execute, query
from webinar_sync.warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def history(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """Return what changed, without its moment."""
    return query(
        warehouse, "select table_name, old_row, new_row from settings.history order by change_id"
    )


def test_a_fresh_warehouse_syncs_all_webinars_and_no_recordings(warehouse: Warehouse) -> None:
    assert query(warehouse, "select to_jsonb(sync) - 'id' from settings.sync as sync") == [
        (
            {
                "sync_webinars": True,
                "recordings": "none",
                "on_exclude": "keep",
                "registrations_kept_days": 90,
                "records_kept_days": 400,
                "zoom_kept_days": None,
                "match_secondary_emails": False,
                "property_cutoff": None,
                "contact_properties": "own",
                "custom_events": False,
                "beside_native_app": False,
                "difference_threshold_percent": 1,
                "push_since": None,
                "polls": False,
                "questions": False,
                "registration_answers": False,
                "registration_sources": False,
            },
        )
    ]
    for table in ("hosts", "webinars", "excluded_host_domains", "excluded_contact_domains"):
        assert query(warehouse, f"select * from settings.{table}") == []


@pytest.mark.parametrize(
    "domain",
    [
        "a@rival.example",
        "@rival.example",
        ".rival.example",
        "rival.example.",
        "rival..example",
        "*.rival.example",
        "https://rival.example",
        "rival.example/page",
        "rival.example:80",
        "Rival.example",
        " rival.example",
        "rival .example",
        "rival",
        "",
    ],
)
def test_what_is_no_domain_is_refused_everywhere(warehouse: Warehouse, domain: str) -> None:
    for statement in (
        "insert into settings.excluded_contact_domains values (:domain)",
        "insert into settings.excluded_host_domains values (:domain, 'webinars')",
        "insert into settings.excluded_host_domains values (:domain, 'recordings')",
    ):
        with pytest.raises(WarehouseError, match="constraint"):
            execute(warehouse, statement, domain=domain)


@pytest.mark.parametrize("domain", ["rival.example", "a.b-c.example", "müller.example", "x.y"])
def test_what_is_a_domain_is_taken(warehouse: Warehouse, domain: str) -> None:
    execute(
        warehouse, "insert into settings.excluded_contact_domains values (:domain)", domain=domain
    )


@pytest.mark.parametrize(
    "statement",
    [
        "insert into settings.excluded_host_domains values ('rival.example', 'contacts')",
        "insert into settings.webinars values ('acc', 0, true)",
        "insert into settings.webinars values ('acc', -91000000001, true)",
        "insert into settings.webinars values ('', 91000000001, true)",
        "insert into settings.hosts values ('acc', 'ann@example.com')",
        "insert into settings.hosts values (' acc', 'h1')",
        "insert into settings.sync default values",
        "update settings.sync set recordings = 'many'",
        "update settings.sync set on_exclude = 'drop'",
        "update settings.sync set property_cutoff = 'infinity'",
        "update settings.sync set property_cutoff = '20250-01-08'",
        "update settings.sync set push_since = '2200-01-01'",
        "update settings.sync set sync_webinars = null",
        "delete from settings.sync",
        "truncate settings.sync",
        "truncate settings.webinars",
        "truncate settings.excluded_contact_domains",
    ],
)
def test_what_makes_no_sense_is_refused(warehouse: Warehouse, statement: str) -> None:
    with pytest.raises(WarehouseError):
        execute(warehouse, statement)

    assert query(warehouse, "select count(*) from settings.sync") == [(1,)]


def test_history_keeps_each_change_with_what_was_before(warehouse: Warehouse) -> None:
    execute(warehouse, "insert into settings.webinars values ('acc', 5, false)")
    execute(warehouse, "update settings.webinars set is_synced = true")
    execute(warehouse, "delete from settings.webinars")

    off = {"account_id": "acc", "webinar_id": 5, "is_synced": False, "recordings": None}
    on = {**off, "is_synced": True}
    assert history(warehouse) == [
        ("webinars", None, off),
        ("webinars", off, on),
        ("webinars", on, None),
    ]


def test_an_update_that_changes_nothing_leaves_no_history(warehouse: Warehouse) -> None:
    execute(warehouse, "update settings.sync set on_exclude = 'keep'")

    assert history(warehouse) == []


def test_history_keeps_the_database_role_unless_somebody_else_asked(warehouse: Warehouse) -> None:
    insert = "insert into settings.excluded_contact_domains values (:domain)"
    with warehouse.transaction() as transaction:
        transaction.execute(text("set local webinar_sync.changed_by = 'ann'"))
        transaction.execute(text(insert), {"domain": "a.example"})
    execute(warehouse, insert, domain="b.example")

    role = query(warehouse, "select current_user")[0][0]
    assert query(
        warehouse,
        "select new_row ->> 'domain', changed_by, changed_at > now() - interval '1 hour' "
        "from settings.history order by change_id",
    ) == [("a.example", "ann", True), ("b.example", role, True)]
