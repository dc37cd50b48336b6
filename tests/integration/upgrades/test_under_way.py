"""A migrate while a run is under way: the older task ends or stops in words, and nothing is lost.

The older task is this code, and a later version is migrated under it; what the later version's code
does is this code, which is told that it is of that version.
"""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

import webinar_sync.load.compute
import webinar_sync.pipeline
from tests.builders import World, mark_webinars, query
from tests.integration.upgrades.conftest import world_of
from tests.integration.upgrades.states import computed
from tests.integration.warehouse.catalog import catalog, execute
from webinar_sync.load.marts import load_account
from webinar_sync.runs.run import Run
from webinar_sync.warehouse.errors import (
    MigrationError,
    WarehouseNotReadyError,
    WarehouseUpgradedError,
)
from webinar_sync.warehouse.locks import LOAD
from webinar_sync.warehouse.migrations import migrate
from webinar_sync.warehouse.queries import SQL_FOLDER
from webinar_sync.warehouse.version import Version, version_of, version_of_code
from webinar_sync.zoom.account_warehouse import AccountWarehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster
    from tests.integration.upgrades.states import Rows

LATER = "9000.later"
TAKE_LOAD = f"select pg_advisory_lock(hashtextextended('{LOAD}', 0))"
COUNT_READERS = "select count(*) from marts.contacts, sync.run_accounts"


@pytest.fixture
def url(cluster: Cluster, before_the_next_run: str) -> str:
    """Return a warehouse whose next run brings something new."""
    cluster.create_database("under_way", afresh=True, template=before_the_next_run)
    return cluster.url("under_way")


@pytest.fixture
def world(url: str) -> Iterator[World]:
    """Serve the account at the moment of that run."""
    with world_of(url, runs=2) as world:
        yield world


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Return the files of a later version, which changes a table and a view."""
    folder = Path(shutil.copytree(SQL_FOLDER, tmp_path / "sql"))
    (folder / "migrations" / f"{LATER}.sql").write_text(
        "-- Later.\nalter table zoom.sessions add column participants int not null default 0;\n"
    )
    with (folder / "views" / "sync.run_accounts.sql").open("a") as view:
        view.write("\ncomment on view sync.run_accounts is 'Later';\n")
    return folder


def go_on_with_later_code(monkeypatch: pytest.MonkeyPatch, later: Path) -> None:
    """Let this code be of the later version."""
    version = version_of(later)
    monkeypatch.setattr("webinar_sync.warehouse.version.version_of_code", lambda: version)


def check_nothing_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch, later: Path, undisturbed: Rows
) -> None:
    """Run once more, with the later version's code, and compare."""
    go_on_with_later_code(monkeypatch, later)
    report = world.sync()
    assert report.success, report.message
    assert "conservation: ok" in str(report.lines)
    for table, rows in computed(world.warehouse).items():
        assert rows == undisturbed[table], table


def test_between_extraction_and_load(
    url: str, world: World, later: Path, undisturbed: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = computed(world.warehouse)

    def upgrade_and_load(*arguments: Any) -> Any:
        migrate(url, later)
        return load_account(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(webinar_sync.pipeline, "load_account", upgrade_and_load)
        report = world.sync(is_full=False)

    assert not report.success
    assert "The warehouse was upgraded to 9000.later" in report.message
    after = computed(world.warehouse)
    for table in before:
        if table.startswith(("marts.", "sync.")):
            assert after[table] == before[table], table
    assert after["zoom.connections"] != before["zoom.connections"]
    check_nothing_is_lost(world, monkeypatch, later, undisturbed)


def test_while_an_account_is_read(
    url: str, world: World, later: Path, undisturbed: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    transactions: list[AccountWarehouse] = []
    transaction = AccountWarehouse.transaction

    def upgrade_before_the_third(self: AccountWarehouse) -> Any:
        transactions.append(self)
        if len(transactions) == 3:
            migrate(url, later)
        return transaction(self)

    with monkeypatch.context() as patch:
        patch.setattr(AccountWarehouse, "transaction", upgrade_before_the_third)
        report = world.sync(is_full=False)

    assert not report.success
    assert "The warehouse was upgraded to 9000.later" in report.message
    check_nothing_is_lost(world, monkeypatch, later, undisturbed)


def test_in_the_middle_of_a_load(
    url: str, world: World, later: Path, undisturbed: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The migrate waits, nobody else waits for it, and the load ends."""
    transform = webinar_sync.load.compute.transform_each
    waits = threading.Event()
    words: list[str] = []
    migrating = []

    def say(sentence: str) -> None:
        words.append(sentence)
        waits.set()

    with ThreadPoolExecutor() as pool:

        def upgrade_meanwhile(inputs: Any) -> Any:
            if not migrating:
                migrating.append(pool.submit(migrate, url, later, say=say))
                assert waits.wait(60)
                execute(url, f"set lock_timeout = '5s'; {COUNT_READERS}")
                assert not migrating[0].done()
            return transform(inputs)

        with monkeypatch.context() as patch:
            patch.setattr(webinar_sync.load.compute, "transform_each", upgrade_meanwhile)
            world.sync(is_full=False)
        assert migrating[0].result(timeout=120).applied == [LATER]

    assert words == ["A load is under way: waiting for its end, at most 15min"]
    (held,) = query(world.warehouse, "select count(*) from marts.marketing_events")
    assert held == (len(undisturbed["marts.marketing_events"]),)
    check_nothing_is_lost(world, monkeypatch, later, undisturbed)


def test_a_load_that_waits_behind_the_migrate_computes_nothing(
    url: str, world: World, later: Path
) -> None:
    mark_webinars(world.warehouse)
    marks = query(world.warehouse, "select version from sync.webinars_to_load order by version")
    waits = threading.Event()
    select_waiting = (
        "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        " and database = (select oid from pg_database where datname = current_database())"
    )
    with ThreadPoolExecutor() as pool, psycopg.connect(url, autocommit=True) as load_before:
        load_before.execute(TAKE_LOAD)
        migrating = pool.submit(migrate, url, later, say=lambda _: waits.set())
        assert waits.wait(60)
        loading = pool.submit(load_account, Run(world.warehouse, "run 3"), "upgraded", "upgraded")
        while execute(url, select_waiting) != [(2,)]:
            assert not loading.done()
        load_before.execute("select pg_advisory_unlock_all()")

        assert migrating.result(timeout=120).applied == [LATER]
        with pytest.raises(WarehouseUpgradedError, match=r"9000\.later, .*writes nothing more"):
            loading.result(timeout=120)

    assert query(world.warehouse, "select version from sync.webinars_to_load order by 1") == marks


def test_a_load_that_does_not_end_is_said(
    url: str, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webinar_sync.warehouse.waiting.TASK_TIMEOUT", "50ms")
    before = catalog(url)
    with psycopg.connect(url, autocommit=True) as load:
        load.execute(TAKE_LOAD)

        with pytest.raises(MigrationError, match=r"A load .* pause the Dags"):
            migrate(url, later)
        assert migrate(url).applied == []  # with nothing to do it waits for nobody

    assert catalog(url) == before


def test_new_code_says_that_the_warehouse_is_older(
    world: World, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on_with_later_code(monkeypatch, later)

    report = world.sync(is_full=False)

    assert not report.success
    assert (
        "has the migration 0009.watched_recordings, and the code needs 9000.later" in report.message
    )
    assert "Run `make migrate`" in report.message


def test_views_of_another_version_are_told_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Version(version_of_code().migration, "another")
    monkeypatch.setattr("webinar_sync.warehouse.version.version_of_code", lambda: other)

    with (
        pytest.raises(WarehouseUpgradedError, match="views or functions of another version"),
        world.warehouse.session_lock("any"),
    ):
        pass


def test_a_warehouse_of_before_versions_were_told_is_older(url: str, world: World) -> None:
    execute(url, "drop function sync.hold_version")

    with (
        pytest.raises(WarehouseNotReadyError, match="run `make migrate`"),
        world.warehouse.session_lock("any"),
    ):
        pass
