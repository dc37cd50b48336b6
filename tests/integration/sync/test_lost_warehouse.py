"""The warehouse goes away in the middle of a load: nothing is lost, no message holds a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from tests.builders import (
    World,
    mark_webinars,
    query,
    read_contacts,
    read_issues,
    read_marts,
    read_watermarks,
    requested_reports,
    run_nightly,
)
from tests.integration.sync.small_account import (
    ALL_ONCE,
    EVERYBODY,
    LABEL,
    NAME,
    NEXT,
    NIGHT,
    WHOLE,
    expected,
)
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from local.postgres import Cluster
    from webinar_sync.warehouse.engine import Warehouse


def test_a_database_that_goes_away_in_mid_load_loses_nothing(
    warehouse: Warehouse, small: World, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    import webinar_sync.load.compute

    transform = webinar_sync.load.compute.transform_each
    cut: list[int] = []

    def cut_off(inputs: Any) -> Any:
        with psycopg.connect(cluster.url("test_warehouse"), autocommit=True) as connection:
            cut.append(
                connection.execute(
                    "select pg_terminate_backend(pid, 60000) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                ).rowcount
            )
        return transform(inputs)

    with monkeypatch.context() as patch:
        patch.setattr("webinar_sync.load.compute.transform_each", cut_off)
        report = run_nightly(small, NIGHT)

    assert len(cut) == 1
    assert cut[0] >= 1
    assert not report.success
    assert LABEL in report.message
    assert "cannot be reached or went away" in report.message
    assert "@people.example" not in report.message
    ((state, message),) = query(warehouse, "select state, message from sync.run_accounts")
    assert state == "failed"
    assert "cannot be reached or went away" in message
    assert read_marts(warehouse) == [[], []]
    assert query(warehouse, "select count(*) from sync.outcomes") == [(0,)]
    assert read_watermarks(warehouse) == {}
    assert requested_reports(small) == ALL_ONCE

    report = run_nightly(small, NEXT)

    assert report.success, report.message
    assert requested_reports(small) == {}
    assert "open" not in read_issues(warehouse).values()
    assert read_marts(warehouse) == expected(WHOLE)
    assert read_contacts(warehouse) == EVERYBODY
    left = "select count(*) from pg_tables where schemaname = 'staging'"
    assert query(warehouse, left) == [(0,)]


def test_the_lost_load_names_no_value(
    warehouse: Warehouse, small: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webinar_sync.load.marts import load_account
    from webinar_sync.warehouse.errors import WarehouseUnavailableError

    run_nightly(small, NIGHT)
    mark_webinars(warehouse)
    before = read_marts(warehouse)

    def cut_off(inputs: Any) -> Any:
        with warehouse.transaction() as connection:
            connection.execute(
                text(
                    "select pg_terminate_backend(pid, 60000) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                )
            )
        return transform(inputs)

    import webinar_sync.load.compute

    transform = webinar_sync.load.compute.transform_each
    monkeypatch.setattr("webinar_sync.load.compute.transform_each", cut_off)

    with pytest.raises(WarehouseUnavailableError) as caught:
        load_account(Run(warehouse, "run 1"), NAME, LABEL)

    assert "@" not in str(caught.value)
    assert read_marts(warehouse) == before
