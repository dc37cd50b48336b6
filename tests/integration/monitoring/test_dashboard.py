"""The dashboard's tables, read as an analyst may: by the role `webinar_sync_reader`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from local.processes import REPOSITORY
from tests.builders import query
from tests.builders.roles import as_role
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

DASHBOARD = REPOSITORY / "deploy" / "monitoring" / "dashboard.json"


def tables() -> dict[str, str]:
    """Return the statement of each table by its title."""
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return {
        panel["title"]: target["rawSql"]
        for panel in panels
        for target in panel.get("targets", [])
        if "rawSql" in target
    }


@pytest.fixture
def shown(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    """Let a run fail, and return what each table shows."""
    run = Run(warehouse, "sync_webinars_hourly 1")
    run.begin("sync_webinars_hourly", "scheduled")
    run.add_requests("zoom", "/users", 7, 2, account_id="acc", label="medium")
    run.add_requests("zoom", "/webinars", 1, 0, account_id="acc", label="medium")
    run.record_step("extract", "failed", account_id="acc", label="Acme", message="It failed.")
    run.record_step("load", "done", account_id="acc", label="Acme")
    run.open_issue("session", "s1", "refused", message="s1 is refused.")
    run.open_issue("session", "s2", "too_old", message="s2 is too old.")
    run.end("failed", "Acme: It failed.")
    with as_role(warehouse, "webinar_sync_reader") as reader:
        return {title: query(reader, sql) for title, sql in tables().items()}


def test_each_table_shows_what_is_wrong(shown: dict[str, list[tuple[Any, ...]]]) -> None:
    ((_, kind, code, message, remedy, _),) = shown["Open errors, in words"]
    assert (kind, code, message) == ("session", "refused", "s1 is refused.")
    assert remedy
    ((_, dag_id, _, state, took, note),) = shown["Last runs"]
    assert (dag_id, state, note) == ("sync_webinars_hourly", "failed", "Acme: It failed.")
    assert took.total_seconds() >= 0
    assert shown["Requests of the last day"] == [
        ("sync_webinars_hourly", "zoom", "acc", "medium", 8, 2)
    ]
    ((_, *step),) = shown["Steps that did not end well"]
    assert step == ["sync_webinars_hourly", "extract", "Acme", "failed", "It failed."]


def test_every_table_is_looked_at(shown: dict[str, list[tuple[Any, ...]]]) -> None:
    assert all(shown.values())
    assert len(shown) == 4
