"""Migrations of a warehouse that is in use, or in which others made views of their own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.integration.warehouse.catalog import catalog, execute
from webinar_sync.warehouse.errors import MigrationError
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from pathlib import Path


def test_a_running_job_sees_every_view_at_every_moment(url: str, next_version: Path) -> None:
    """Views are dropped and made in the same transaction as the migrations."""
    is_done = threading.Event()
    started = threading.Event()

    def read() -> int:
        reads = 0
        with psycopg.connect(url, autocommit=True) as connection:
            while not is_done.is_set():
                connection.execute("select count(*) from sync.run_accounts")
                connection.execute("select count(*) from hubspot.contacts_to_send")
                reads += 1
                started.set()
        return reads

    with ThreadPoolExecutor() as pool:
        reading = pool.submit(read)
        try:
            assert started.wait(120)
            migrate(url, next_version)
        finally:
            is_done.set()

        assert reading.result() > 1


def test_a_view_of_somebody_elses_stays_while_ours_need_not_be_dropped(
    url: str, next_version: Path
) -> None:
    execute(url, "create schema analytics")
    execute(url, "create view analytics.runs as select run_id, state from sync.run_accounts")
    before = catalog(url)

    migrate(url)
    assert execute(url, "select count(*) from analytics.runs") == [(0,)]

    with pytest.raises(MigrationError, match=r"analytics\.runs depends on view sync\.run_accounts"):
        migrate(url, next_version)
    assert catalog(url) == before


def test_views_and_functions_of_somebody_elses_in_our_schemas_are_theirs(
    url: str, next_version: Path
) -> None:
    execute(url, "create view marts.mine as select email from marts.contacts")
    execute(url, "create function marts.mine() returns int language sql as 'select 1'")

    migrate(url)
    migrate(url, next_version)

    assert execute(url, "select count(*) from marts.mine") == [(0,)]
    assert execute(url, "select marts.mine()") == [(1,)]


def test_a_migrate_with_nothing_to_do_waits_for_no_task(url: str) -> None:
    with psycopg.connect(url) as task:
        task.execute("select count(*) from sync.loadable_webinars")

        assert migrate(url).applied == []


def test_a_migrate_that_must_change_a_view_in_use_says_so(
    url: str, next_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webinar_sync.warehouse.definitions.LOCK_TIMEOUT", "50ms")
    before = catalog(url)
    with psycopg.connect(url) as task:
        task.execute("select count(*) from sync.loadable_webinars")

        with pytest.raises(MigrationError, match="again when no push or sync is running"):
            migrate(url, next_version)

    assert catalog(url) == before
