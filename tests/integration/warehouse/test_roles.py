"""The roles in PostgreSQL: how they come about, and what a member of the owner can do."""

from __future__ import annotations

import re
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.postgres import Cluster
from tests.integration.warehouse.catalog import catalog, execute, url_of
from tests.integration.warehouse.logins import LOGINS, attempt
from webinar_sync.warehouse.migrations import migrate
from webinar_sync.warehouse.queries import SQL_FOLDER
from webinar_sync.warehouse.roles import JOB, OWNER, READER, ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def other_cluster() -> Iterator[Cluster]:
    """Start a cluster without the roles."""
    folder = Path(tempfile.mkdtemp(prefix="wr-"))
    cluster = Cluster(folder / "pg")
    yield cluster
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def bare_cluster(other_cluster: Cluster) -> Cluster:
    """Return a cluster with neither databases nor roles of another test."""
    admin = other_cluster.url("postgres")
    for (name,) in execute(admin, "select datname from pg_database where datname like 'test%'"):
        execute(admin, f"drop database {name} with (force)")
    for (name,) in execute(
        admin,
        "select rolname from pg_roles where rolname like 'tester%' or rolname like 'webinar_sync%'"
        " order by rolname desc",  # who granted a membership goes after the role
    ):
        execute(admin, f"drop role {name}")
    return other_cluster


def create_database(cluster: Cluster, name: str, user: str = "", rights: str = "") -> str:
    """Create a database, of a new user where one is named; return its URL for that user."""
    admin = cluster.url("postgres")
    if user:
        execute(admin, f"create role {user} login {rights}")
    execute(admin, f"create database {name} {f'owner {user}' if user else ''}")
    return url_of(cluster, name, user) if user else cluster.url(name)


def owners(url: str) -> set[object]:
    """Return who owns the schemas, tables, views and functions, and yoyo's own tables."""
    statement = """
        select pg_get_userbyid(nspowner) from pg_namespace
        where nspname = any(array['zoom', 'marts', 'sync', 'settings', 'hubspot', 'registration',
            'staging'])
        union
        select pg_get_userbyid(relowner) from pg_class
        where relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
        union
        select pg_get_userbyid(proowner) from pg_proc
        where pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
    """
    return {owner for (owner,) in execute(url, statement)}


def statements(advice: str | None) -> str:
    """Return what an administrator is to run, as the sentence writes it."""
    match = re.search("`(.+;)`", advice or "")
    assert match, advice
    return match[1]


def test_two_databases_that_are_migrated_at_once_make_the_roles_once(bare_cluster: Cluster) -> None:
    urls = [create_database(bare_cluster, f"test_{number}") for number in range(4)]

    with ThreadPoolExecutor() as pool:
        migrations = list(pool.map(migrate, urls))

    assert [done.advice for done in migrations] == [None] * 4
    assert all(done.applied for done in migrations)
    assert all(owners(url) == {OWNER} for url in urls)
    assert all(catalog(url) == catalog(urls[0]) for url in urls)
    roles = execute(
        urls[0], "select rolname, rolcanlogin from pg_roles where rolname ~ '^webinar_'"
    )
    assert sorted(roles) == [(role, False) for role in sorted(ROLES)]


def test_a_user_who_may_create_no_roles_migrates_and_reads_what_is_to_be_run(
    bare_cluster: Cluster,
) -> None:
    url = create_database(bare_cluster, "test_plain", "tester_plain")

    done = migrate(url)

    assert done.applied
    assert owners(url) == {"tester_plain"}
    assert statements(done.advice) == (
        'create role "webinar_sync_owner" nologin; create role "webinar_sync_job" nologin; '
        'create role "webinar_sync_pages" nologin; create role "webinar_sync_door" nologin; '
        'create role "webinar_sync_reader" nologin; grant "webinar_sync_owner" to "tester_plain"; '
        'grant "webinar_sync_reader" to "webinar_sync_owner"; '
        'grant "webinar_sync_reader" to "webinar_sync_job";'
    )

    execute(bare_cluster.url("test_plain"), statements(done.advice))
    done = migrate(url)

    assert (done.applied, done.advice) == ([], None)
    assert owners(url) == {OWNER}
    assert migrate(url).advice is None


def test_whoever_locks_the_public_out_locks_no_service_out(bare_cluster: Cluster) -> None:
    url = create_database(bare_cluster, "test_open")
    migrate(url)

    execute(url, "revoke connect, temporary on database test_open from public")

    may = "select bool_and(has_database_privilege(rolname, current_database(), 'connect'))"
    assert execute(url, f"{may} from pg_roles where rolname ~ '^webinar_sync'") == [(True,)]


def test_a_user_who_may_create_roles_makes_them(bare_cluster: Cluster) -> None:
    url = create_database(bare_cluster, "test_maker", "tester_maker", "createrole")

    assert migrate(url).advice is None
    assert owners(url) == {OWNER}
    assert migrate(url).advice is None


def test_rights_that_only_the_owner_of_the_database_can_give_are_named(
    bare_cluster: Cluster,
) -> None:
    admin = create_database(bare_cluster, "test_guest")
    execute(admin, "revoke connect on database test_guest from public")
    execute(admin, "create role tester_guest login")
    execute(admin, "grant connect, create on database test_guest to tester_guest")
    execute(admin, "grant create on schema public to tester_guest")
    for role in ROLES:
        execute(admin, f"create role {role}")
    execute(admin, f"grant {OWNER} to tester_guest")
    url = url_of(bare_cluster, "test_guest", "tester_guest")

    done = migrate(url)

    assert done.applied
    assert owners(url) == {"tester_guest"}
    execute(admin, statements(done.advice))
    assert migrate(url).advice is None
    assert owners(url) == {OWNER}


def test_a_member_of_the_owner_can_migrate_to_a_later_version(
    cluster: Cluster, database: str, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(SQL_FOLDER, tmp_path / "sql"))
    (folder / "migrations" / "9000.later.sql").write_text(
        "-- A table of a later version.\n"
        "create table marts.notes (note text primary key);\n"
        "alter table sync.runs rename column message to text;\n"
    )
    (folder / "views" / "marts.short_notes.sql").write_text(
        "create or replace view marts.short_notes as\n"
        "select left(note, 10) as note from marts.notes;\n"
    )
    migrate(cluster.url(database))  # rights on a database are not its template's
    url = url_of(cluster, database, LOGINS[OWNER])

    assert migrate(url, folder).applied == ["9000.later"]

    assert owners(url) == {OWNER}
    attempt(cluster, READER, "select note from marts.short_notes", database)
    attempt(cluster, JOB, "insert into marts.notes values ('')", database)
