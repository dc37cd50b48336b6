"""`sync.progress`: how far steps are, while they are under way and no longer."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from tests.builders import execute, mark_webinars, query
from tests.builders.runs import run_nightly
from tests.builders.world import NoPacer, World
from tests.integration.sync.small_account import FIRST, LABEL, NAME, NIGHT, SMALL
from webinar_sync.load.marts import load_account
from webinar_sync.runs import progress
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

TIMEOUT_SECONDS = 60
ROWS = "select step, account_id, done, left_over, unit, waits_for from sync.progress"


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell how far steps are as often as can be, in place of every ten seconds."""
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.01)


def wait_for(
    warehouse: Warehouse, is_right: Callable[[tuple[Any, ...]], bool] = lambda row: True
) -> tuple[Any, ...]:
    """Return the first row that is right."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        for row in query(warehouse, ROWS):
            if is_right(row):
                return row
        time.sleep(0.005)
    raise TimeoutError(f"no such row: {query(warehouse, ROWS)}")


def is_about(step: str, unit: str) -> Callable[[tuple[Any, ...]], bool]:
    return lambda row: (row[0], row[4]) == (step, unit)


@pytest.mark.usefixtures("often")
def test_a_step_that_takes_long_has_a_row_until_it_ends(warehouse: Warehouse) -> None:
    run = Run(warehouse, "run 1")
    rows: list[tuple[Any, ...]] = []

    def work() -> dict[str, int]:
        run.progress.begin("webinars", left=7)
        run.progress.add(2)
        with run.progress.waiting_for("nothing"):
            rows.append(wait_for(warehouse, lambda row: bool(row[2] and row[5])))
        return {}

    run.do_step("load", work, account_id="acc")

    assert rows == [("load", "acc", 2, 5, "webinars", "nothing")]
    assert query(warehouse, ROWS) == []


@pytest.mark.usefixtures("often")
def test_a_step_that_fails_leaves_no_row(warehouse: Warehouse) -> None:
    run = Run(warehouse, "run 1")

    def fail() -> dict[str, int]:
        run.progress.begin("webinars")
        wait_for(warehouse)
        raise KeyError("odd")

    with pytest.raises(run.unexpected):
        run.do_step("load", fail)
    assert query(warehouse, ROWS) == []


@pytest.mark.usefixtures("often")
def test_a_step_within_another_leaves_that_one_as_it_was(warehouse: Warehouse) -> None:
    run = Run(warehouse, "run 1")

    def inner() -> dict[str, int]:
        run.progress.begin("contacts")
        return {}

    def outer() -> dict[str, int]:
        run.progress.begin("webinars", left=3)
        run.do_step("mirror", inner)
        wait_for(warehouse, lambda row: row[0] == "load")
        return {}

    run.do_step("load", outer)
    assert query(warehouse, ROWS) == []


def test_what_died_is_forgotten_by_the_next_run(warehouse: Warehouse) -> None:
    for step, minutes in (("extract", 11), ("load", 9)):
        execute(
            warehouse,
            "insert into sync.progress (run_id, account_id, step, done, unit, changed_at) values"
            " ('killed', '', :step, 1, 'x', now() - make_interval(mins => :minutes))",
            step=step,
            minutes=minutes,
        )

    Run(warehouse, "run 2").begin("a_dag", "manual")

    assert [row[0] for row in query(warehouse, ROWS)] == ["load"]


@pytest.mark.usefixtures("often")
def test_an_extraction_says_which_limit_it_waits_for(
    warehouse: Warehouse,
    make_world: Callable[..., World],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    rows: list[tuple[Any, ...]] = []

    def wait(_: NoPacer, label: str = "") -> None:
        if label == "heavy":
            rows.append(wait_for(warehouse, lambda row: bool(row[5]) and "heavy" in row[5]))

    monkeypatch.setattr(NoPacer, "wait", wait)
    world = make_world(SMALL)
    caplog.set_level("INFO", "webinar_sync.runs.progress")

    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    row = rows[-1]
    assert (row[0], row[1]) == ("extract", NAME)
    assert row[4] == "readings"
    assert row[3] > 0
    assert "Zoom's limit of heavy requests a second" in row[5]
    assert any(
        line.startswith("extract: ") and " readings done, " in line and "waits for " in line
        for line in caplog.messages
    )
    assert query(warehouse, ROWS) == []


@pytest.mark.usefixtures("often")
def test_a_load_says_that_it_waits_for_another(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    run_nightly(make_world(SMALL), NIGHT)
    mark_webinars(warehouse, FIRST)
    counts: dict[str, int] = {}
    run = Run(warehouse, "run 2")

    with warehouse.transaction() as other:
        other.execute(text("select pg_advisory_xact_lock(hashtextextended('load', 0))"))
        loading = threading.Thread(
            target=lambda: counts.update(load_account(run, NAME, LABEL)), daemon=True
        )
        loading.start()
        row = wait_for(warehouse, lambda row: row[5] is not None)
    loading.join(TIMEOUT_SECONDS)

    assert row == ("load", NAME, 0, None, "webinars", "another load")
    assert counts["webinars_computed"] == 1
    assert query(warehouse, ROWS) == []


@pytest.mark.usefixtures("often")
def test_a_push_says_how_many_are_left(
    warehouse: Warehouse, make_world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(SMALL)
    world.connect_hubspot()
    run_nightly(world, NIGHT)
    told: dict[str, tuple[Any, ...]] = {}

    def wait(_: NoPacer, label: str = "") -> None:
        row = wait_for(warehouse, lambda row: bool(row[5]) and "HubSpot's limit" in row[5])
        told.setdefault(row[0], row)

    monkeypatch.setattr(NoPacer, "wait", wait)

    report = world.push()

    assert report.success, report.message
    contacts = report.counts["contacts_created"]
    events = report.counts["events_created"]
    assert told["push_contacts"][2:5] == (0, contacts, "contacts")
    assert told["push_events"][2:5] == (0, events, "marketing events")
    assert told["push_participations"][4] == "participations"
    assert told["push_participations"][3] > 0
    assert query(warehouse, ROWS) == []
