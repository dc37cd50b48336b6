"""What runs recorded of themselves is forgotten once the settings keep it no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import execute, query
from webinar_sync.runs.records import forget_old_records
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

TABLES = (
    "sync.runs", "sync.run_steps", "sync.api_requests", "sync.validations", "zoom.extractions"
)  # fmt: skip


def record(warehouse: Warehouse, run_id: str, days: int) -> None:
    """Let a run have ended so many days ago, with what runs leave behind, and two errors."""
    run = Run(warehouse, run_id)
    run.begin("test", "manual")
    run.record_step("load", "done")
    run.add_requests("zoom", "light", 1, 0, account_id="account")
    for code in ("incomplete", "not_computed"):
        run.open_issue("webinar", f"{run_id} {code}", code, message="It is.", remedy="Look.")
    run.close_issues("webinar", f"{run_id} incomplete", ["incomplete"])
    run.end("success", "done")
    execute(
        warehouse,
        "insert into sync.validations (run_id, account_id, suite, success, result)"
        " values (:run, 'account', 'suite', true, '{}')",
        run=run_id,
    )
    for is_ended in (True, False):
        execute(
            warehouse,
            "insert into zoom.extractions (account_id, purpose, began_at, ended_at, run_id)"
            " values ('account', 'light', now(), case when :is_ended then now() end, :run)",
            run=run_id,
            is_ended=is_ended,
        )
    for table, column in (
        ("zoom.extractions", "began_at"),
        ("sync.runs", "ended_at"),
        ("sync.run_steps", "changed_at"),
        ("sync.validations", "validated_at"),
    ):
        execute(
            warehouse,
            f"update {table} set {column} = now() - make_interval(days => :days)"
            " where run_id = :run",
            days=days,
            run=run_id,
        )
    execute(
        warehouse,
        "update sync.errors set cleared_at = now() - make_interval(days => :days)"
        " where run_id = :run and cleared_at is not null",
        days=days,
        run=run_id,
    )


def test_records_are_kept_for_400_days_and_what_is_open_stays(warehouse: Warehouse) -> None:
    record(warehouse, "old", days=401)
    record(warehouse, "young", days=399)

    forget_old_records(warehouse)

    for table in TABLES:
        assert query(warehouse, f"select distinct run_id from {table}") == [("young",)], table
    assert query(warehouse, "select object_key from sync.errors order by object_key") == [
        ("old not_computed",),
        ("young incomplete",),
        ("young not_computed",),
    ]


def test_the_settings_say_for_how_long(warehouse: Warehouse) -> None:
    record(warehouse, "young", days=11)
    execute(warehouse, "update settings.sync set records_kept_days = 10")

    forget_old_records(warehouse)

    for table in TABLES:
        assert query(warehouse, f"select * from {table}") == [], table
