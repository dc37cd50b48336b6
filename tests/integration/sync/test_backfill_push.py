"""The push of a backfill runs once: the last of its runs that loads starts it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.engine import make_url

from webinar_sync.runs.run import Run
from webinar_sync.tasks.sync_webinars import tells_push

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import SimpleNamespace

    from local.postgres import Cluster
    from webinar_sync.warehouse.engine import Warehouse

DAG = "sync_webinars_nightly"
DAYS = [f"backfill__2026-11-1{day}" for day in range(7)]
WRITTEN = {"participations": 3}


@pytest.fixture
def tells(
    warehouse: Warehouse,  # the connection is of it
    cluster: Cluster,
    enter_task: Callable[..., SimpleNamespace],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Callable[..., bool]:
    """Return a function that asks whether a run starts the push."""
    url = make_url(cluster.url("test_warehouse"))
    connection = {
        "conn_type": "postgres",
        "login": url.username,
        "schema": url.database,
        "extra": {"host": url.query["host"]},
    }
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", json.dumps(connection))

    def ask(run_id: str, counts: dict[str, int], run_type: str = "backfill") -> bool:
        return tells_push(enter_task(DAG, run_id=run_id, run_type=run_type), counts)

    return ask


def begin(warehouse: Warehouse, run_id: str) -> Run:
    run = Run(warehouse, f"{DAG} {run_id}")
    run.begin(DAG, "backfill")
    return run


def load(run: Run) -> None:
    for step in ("extract", "check", "load"):
        run.do_step(step, dict, account_id="acc")


def test_a_weeks_backfill_starts_one_push(warehouse: Warehouse, tells: Callable[..., bool]) -> None:
    runs = {day: begin(warehouse, day) for day in DAYS}
    told = []
    for day, run in runs.items():
        load(run)
        told.append(tells(day, WRITTEN))

    assert told == [False] * 6 + [True]


@pytest.mark.parametrize("far", ["begun", "extracted", "checked", "loading"])
def test_who_has_still_to_load_starts_it_later_even_if_nothing_is_written_then(
    warehouse: Warehouse, tells: Callable[..., bool], far: str
) -> None:
    first, last = begin(warehouse, DAYS[0]), begin(warehouse, DAYS[1])
    if far != "begun":
        last.do_step("extract", dict, account_id="acc")
    if far in ("checked", "loading"):
        last.do_step("check", dict, account_id="acc")
    if far == "loading":
        last.record_step("load", "running", account_id="acc")
    load(first)

    assert not tells(DAYS[0], WRITTEN)
    load(last)
    assert tells(DAYS[1], {})


@pytest.mark.parametrize("step", ["extract", "check", "load"])
def test_nobody_waits_for_a_run_that_failed(
    warehouse: Warehouse, tells: Callable[..., bool], step: str
) -> None:
    first, failed = begin(warehouse, DAYS[0]), begin(warehouse, DAYS[1])
    for earlier in ("extract", "check", "load"):
        if earlier == step:
            break
        failed.do_step(earlier, dict, account_id="acc")
    failed.record_step(step, "failed", account_id="acc", message="no")
    load(first)

    assert tells(DAYS[0], WRITTEN)


def test_a_run_that_is_cleared_counts_anew(
    warehouse: Warehouse, tells: Callable[..., bool]
) -> None:
    first, again = begin(warehouse, DAYS[0]), begin(warehouse, DAYS[1])
    load(first)
    load(again)
    again.begin(DAG, "backfill")

    assert not tells(DAYS[0], WRITTEN)


def test_other_runs_start_the_push_if_they_wrote(
    warehouse: Warehouse, tells: Callable[..., bool]
) -> None:
    begin(warehouse, DAYS[0])

    assert tells("scheduled__1", WRITTEN, "scheduled")
    assert not tells("scheduled__1", {}, "scheduled")
