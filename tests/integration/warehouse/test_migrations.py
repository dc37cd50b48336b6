"""Migrations in PostgreSQL: whatever was there before, what comes out is what the files say."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.integration.warehouse.catalog import catalog, execute, url_of
from webinar_sync.warehouse.errors import MigrationError
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from pathlib import Path

    from local.postgres import Cluster

BASELINE = ["0001.zoom", "0002.settings", "0003.hubspot", "0004.registration", "0005.marts"]
BASELINE += ["0006.sync"]


def test_migrating_twice_changes_nothing(url: str) -> None:
    before = catalog(url)
    salt = execute(url, "select contact_salt from sync.warehouse")

    done = migrate(url)

    assert (done.applied, done.advice) == ([], None)
    assert catalog(url) == before
    assert execute(url, "select contact_salt from sync.warehouse") == salt
    assert len(before) > 500


def test_the_default_rows_are_there_and_no_change_of_them_is_recorded(url: str) -> None:
    assert execute(url, "select count(*) from settings.sync") == [(1,)]
    assert execute(url, "select count(*) from sync.warehouse") == [(1,)]
    assert execute(url, "select count(*) from settings.history") == [(0,)]


def test_a_database_that_was_migrated_step_by_step_equals_a_fresh_one(
    url: str, fresh_url: str, sql_folder: Path, tmp_path: Path
) -> None:
    """One migration after the other, with nothing but tables, then everything that goes with it."""
    steps = tmp_path / "steps"
    shutil.copytree(sql_folder / "functions" / "for_tables", steps / "functions" / "for_tables")
    shutil.copy(sql_folder / "schemas.sql", steps)
    (steps / "roles.sql").write_text("select;")
    (steps / "migrations").mkdir()
    applied = []
    for path in sorted((sql_folder / "migrations").glob("*.sql")):
        shutil.copy(path, steps / "migrations")
        applied += migrate(fresh_url, steps).applied

    assert migrate(fresh_url).applied == []

    assert applied[: len(BASELINE)] == BASELINE
    assert catalog(fresh_url) == catalog(url)


def test_a_database_that_an_older_version_migrated_equals_a_fresh_one(
    url: str, fresh_url: str, next_version: Path
) -> None:
    before = catalog(url)

    assert migrate(url, next_version).applied == ["9000.later"]
    migrate(fresh_url, next_version)

    after = catalog(url)
    assert after == catalog(fresh_url)
    assert {name for name in before if name not in after} >= {
        "relation v registration.due",
        "relation v hubspot.obsolete_refusals",
        "column sync.runs.dag_id",
    }
    assert "function sync.is_long(integer)" in after
    assert after["code synced"] != before["code synced"]
    assert migrate(url, next_version).applied == []
    assert catalog(url) == after


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(
            "create or replace view sync.loadable_webinars as "
            "select account_id, webinar_id from zoom.webinars",
            id="a view is another one",
        ),
        pytest.param("drop view hubspot.obsolete_refusals", id="a view is missing"),
        pytest.param(
            "alter view sync.run_accounts rename column label to name",
            id="a column has another name",
        ),
        pytest.param("comment on view sync.run_accounts is 'Mine'", id="a comment is another one"),
        pytest.param(
            "create or replace function settings.in_domain(address text, domain text) "
            "returns boolean language sql as 'select true'",
            id="a function is another one",
        ),
        pytest.param("drop function sync.explain", id="a function is missing"),
        pytest.param(
            "create function sync.explain(address text, since date) returns int "
            "language sql as 'select 1'",
            id="a function has a second form",
        ),
        pytest.param(
            "create or replace function settings.refuse_change() returns trigger "
            "language plpgsql as 'begin return null; end'",
            id="a function that triggers call is another one",
        ),
        pytest.param(
            "update sync.codes set meaning = 'mine' where code = 'synced'", id="a code means else"
        ),
        pytest.param("delete from sync.codes where code = 'erased'", id="a code is missing"),
        pytest.param("insert into sync.codes values ('mine', '', '')", id="a code has no row"),
        pytest.param(
            "grant select on zoom.users to webinar_sync_reader", id="a role may do more than it may"
        ),
        pytest.param("alter table marts.contacts owner to current_user", id="a table is not owned"),
    ],
)
def test_each_migrate_makes_anew_what_the_files_say(url: str, statement: str) -> None:
    before = catalog(url)
    execute(url, statement)
    assert catalog(url) != before

    migrate(url)

    assert catalog(url) == before


def test_what_fails_leaves_everything_as_it_was(url: str, next_version: Path) -> None:
    before = catalog(url)
    (next_version / "views" / "sync.broken.sql").write_text(
        "create or replace view sync.broken as select nothing from zoom.sessions;\n"
    )

    with pytest.raises(psycopg.errors.UndefinedColumn):
        migrate(url, next_version)

    assert catalog(url) == before
    assert execute(
        url, "select count(*) from _yoyo_migration where migration_id = '9000.later'"
    ) == [(0,)]
    assert migrate(url).applied == []


def test_a_warehouse_of_another_version_is_refused(url: str, next_version: Path) -> None:
    migrate(url, next_version)
    before = catalog(url)

    with pytest.raises(MigrationError, match=r"another version of webinar-sync.*9000\.later"):
        migrate(url)

    assert catalog(url) == before


def test_two_who_migrate_at_once_follow_each_other(url: str, fresh_url: str) -> None:
    with ThreadPoolExecutor() as pool:
        applied = sorted(done.applied for done in pool.map(migrate, [fresh_url] * 2))

    assert applied[0] == []
    assert applied[1][: len(BASELINE)] == BASELINE
    assert catalog(fresh_url) == catalog(url)


@pytest.mark.parametrize("database", ["migrated", "fresh"])
def test_a_user_without_rights_reads_who_should_migrate(
    cluster: Cluster, url: str, fresh_url: str, database: str
) -> None:
    execute(url, "drop role if exists stranger")
    execute(url, "create role stranger login")

    with pytest.raises(MigrationError, match=r"user stranger .* member of the role"):
        migrate(url_of(cluster, database, "stranger"))

    assert execute(fresh_url, "select count(*) from pg_tables where schemaname = 'public'") == [
        (0,)
    ]
