"""A run that finds nothing new ends with its extraction, and says so; any other does not."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import (
    World,
    at,
    execute,
    query,
    read_marts,
    read_watermarks,
    run_hourly,
    run_nightly,
)
from tests.integration.sync.small_account import LABEL, NAME, NIGHT
from webinar_sync.load.idle import end_if_idle
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

LATER = at("20 05:00")
STEPS = "select step, state from sync.run_steps where run_id = :run_id order by began_at"
HEAVY = ("pandas", "pyarrow", "adbc_driver_manager", "great_expectations")
MODULES = ("webinar_sync.load.idle", "webinar_sync.tasks.sync_webinars")


def test_what_an_idle_run_imports_is_light() -> None:
    code = (
        f"import sys, {', '.join(MODULES)}\nprint(sorted(set(sys.modules).intersection({HEAVY!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_a_run_with_nothing_new_reads_no_frame_and_moves_the_watermark(
    warehouse: Warehouse, small: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_nightly(small, NIGHT)
    before = read_marts(warehouse)
    for name in (
        "webinar_sync.warehouse.engine.Warehouse._pool",
        "webinar_sync.pipeline.load_account",
    ):
        monkeypatch.setattr(name, refuse)

    report = run_hourly(small, LATER)

    assert report.success
    assert read_marts(warehouse) == before
    assert read_watermarks(warehouse) == {NAME: LATER}
    assert query(warehouse, STEPS, run_id="run 2") == [
        ("extract", "done"),
        ("check", "done"),
        ("load", "done"),
    ]
    assert query(warehouse, "select 1 from zoom.extractions where ended_at is null") == []


def refuse(*_: Any) -> None:
    """Stand in for what is not to be called."""
    raise NotImplementedError


@pytest.mark.parametrize(
    "statement",
    [
        "insert into sync.changes (kind) values ('everything')",
        "insert into sync.changes (kind) values ('contacts')",
        "insert into sync.errors (object_kind, object_key, code, severity, message, remedy, run_id)"
        " values ('hubspot', 'account', 'auth', 'error', '', '', '')",
        "truncate marts.contacts",
        "update zoom.readings set checked_digest = null where kind = 'registrants'",
        "update zoom.readings set checked_digest = null where kind = 'participants'",
        "update zoom.readings set checked_digest = null where kind = 'webinar'",
    ],
)
def test_a_run_with_something_to_do_is_not_idle(
    warehouse: Warehouse, small: World, statement: str
) -> None:
    run_nightly(small, NIGHT)
    execute(warehouse, statement)
    before = read_watermarks(warehouse)

    assert not end_if_idle(Run(warehouse, "asked"), NAME, LABEL)
    assert read_watermarks(warehouse) == before
    assert ("load", "done") not in query(warehouse, STEPS, run_id="asked")
