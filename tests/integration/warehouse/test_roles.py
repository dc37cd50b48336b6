"""The three roles in PostgreSQL: how they come about, and what each may do and may not."""

from __future__ import annotations

import re
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from local.postgres import Cluster
from sandbox.zoom import awkward
from tests.builders import (
    NOW,
    OPEN,
    OTHER_BRAND,
    PRIMARY,
    Scene,
    World,
    address,
    prepare_awkward,
    sync_awkward,
)
from tests.integration.warehouse.catalog import catalog, execute, url_of
from webinar_sync.hubspot.reconcile.reconciliation import reconcile
from webinar_sync.settings.apply import apply_file
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.migrations import migrate
from webinar_sync.warehouse.queries import SQL_FOLDER
from webinar_sync.warehouse.roles import JOB, OWNER, READER, ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

LOGINS = {JOB: "tester_job", READER: "tester_reader", OWNER: "tester_owner"}


# How they come about


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
        "select rolname from pg_roles where rolname like 'tester%' or rolname like 'webinar_sync%'",
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
        'create role "webinar_sync_reader" nologin; grant "webinar_sync_owner" to "tester_plain";'
    )

    execute(bare_cluster.url("test_plain"), statements(done.advice))
    done = migrate(url)

    assert (done.applied, done.advice) == ([], None)
    assert owners(url) == {OWNER}
    assert migrate(url).advice is None


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


# What each may do


def create_logins(cluster: Cluster) -> None:
    """Create a login for each role, unless another test has."""
    admin = cluster.url("postgres")
    for role, login in LOGINS.items():
        if not execute(admin, f"select 1 from pg_roles where rolname = '{login}'"):
            execute(admin, f"create role {login} login in role {role}")


@pytest.fixture
def database(cluster: Cluster, template: str) -> str:
    """Return a migrated database of the test's own, and a login for each role."""
    cluster.create_database("test_roles", afresh=True, template=template)
    create_logins(cluster)
    return "test_roles"


@pytest.fixture(scope="module")
def attempts(cluster: Cluster, template: str) -> Cluster:
    """Return the cluster with a database for statements that change nothing."""
    cluster.create_database("test_attempts", afresh=True, template=template)
    create_logins(cluster)
    return cluster


@pytest.fixture
def job_warehouse(cluster: Cluster, database: str) -> Iterator[Warehouse]:
    """Return the warehouse as a job sees it."""
    with Warehouse(url_of(cluster, database, LOGINS[JOB])) as warehouse:
        yield warehouse


def attempt(cluster: Cluster, role: str, statement: str, database: str = "test_attempts") -> None:
    """Run a statement as a member of a role, and forget what it did.

    :raises psycopg.errors.InsufficientPrivilege: if the role may not do it
    """
    url = url_of(cluster, database, LOGINS[role])
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode())
        connection.rollback()


def test_a_job_can_sync_push_and_reconcile(
    cluster: Cluster, database: str, job_warehouse: Warehouse
) -> None:
    with Warehouse(cluster.url(database)) as warehouse:
        prepare_awkward(warehouse)
    world = World(job_warehouse, [awkward.ACCOUNT], now=awkward.RUNS[0])
    try:
        world.connect_hubspot()
        sync_awkward(world)
        world.push()
        counts = reconcile(world.hubspot_run())
    finally:
        world.close()

    url = cluster.url(database)
    assert counts["differences"] == 0
    assert execute(url, "select distinct state from sync.run_accounts") == [("done",)]
    assert execute(url, "select count(*) from sync.errors where code = 'load_failed'") == [(0,)]
    for table in ("marts.participations", "marts.attendance_connections", "sync.outcomes",
                  "sync.rejected_rows", "hubspot.sent_participations"):  # fmt: skip
        assert execute(url, f"select count(*) > 0 from {table}") == [(True,)], table
    assert execute(url, "select count(*) from pg_tables where schemaname = 'staging'") == [(0,)]


def test_a_job_can_register_contacts(
    cluster: Cluster, database: str, job_warehouse: Warehouse
) -> None:
    world = World(job_warehouse, [PRIMARY, OTHER_BRAND], now=NOW)
    try:
        world.connect_hubspot()
        scene = Scene(world, job_warehouse)
        world.sync()
        key = scene.ask(OPEN, address("new"))
        scene.process_inbox()
    finally:
        world.close()

    assert scene.outcome(key)[1] == "registered"
    assert execute(cluster.url(database), "select count(*) from registration.results") == [(1,)]


def test_a_job_can_change_settings_and_its_name_is_kept(
    cluster: Cluster, database: str, tmp_path: Path
) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(
        "sync_webinars: off\nexcluded_contact_domains: [rival.example]\n"
        "excluded_host_domains: {webinars: [agency.example]}\n"
    )
    url = url_of(cluster, database, LOGINS[JOB])

    apply_file(url, path)
    path.write_text("excluded_contact_domains: []\n")
    apply_file(url, path)

    assert execute(url, "select count(*) from settings.excluded_contact_domains") == [(0,)]
    changes = execute(url, "select table_name, changed_by from settings.history")
    assert len(changes) == 4
    assert all("settings.yaml" in str(changed_by) for _, changed_by in changes)


@pytest.mark.parametrize(
    "statement",
    [
        "alter table marts.contacts add column mine int",
        "drop table zoom.users",
        "drop view sync.loadable_webinars",
        "truncate marts.contacts",
        "create table marts.mine (mine int)",
        "create table public.mine (mine int)",
        "create or replace view sync.run_accounts as select 1 as run_id",
        "alter function settings.in_domain owner to current_user",
        "create index on sync.outcomes (code)",
        "alter table settings.sync disable trigger all",
        "update settings.history set changed_by = 'nobody'",
        "delete from settings.history",
        "truncate settings.history",
        "insert into settings.erased_people (email_sha256) values (repeat('a', 64))",
        "delete from settings.sync",
        "update sync.codes set meaning = ''",
        "insert into sync.codes values ('mine', '', '')",
        "select * from public._yoyo_migration",
        "create role mine",
    ],
)
def test_a_job_may_not_change_tables_or_what_was_recorded_of_settings(
    attempts: Cluster, statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attempt(attempts, JOB, statement)


READABLE = [
    "select * from marts.contacts",
    "select * from marts.marketing_events",
    "select * from marts.participations",
    "select * from marts.registrations",
    "select * from marts.attendance_connections",
    "select * from marts.timeline_events",
    "select account_id, webinar_id, occurrence_key, subject, code, connections from sync.outcomes",
    "select code, count(*), sum(connections) from sync.outcomes group by code",
    "select source, row_key, account_id, object_key, reason from sync.rejected_rows",
    "select * from sync.errors",
    "select * from sync.runs",
    "select * from sync.run_steps",
    "select * from sync.run_accounts",
    "select * from sync.api_requests",
    "select * from sync.validations",
    "select * from sync.watermarks",
    "select * from sync.codes",
    "select * from sync.webinars_to_load",
    "select * from sync.unchecked_readings",
    "select * from sync.obsolete_objects",
]


@pytest.mark.parametrize("statement", READABLE)
def test_a_reader_sees_marts_and_what_the_sync_did(attempts: Cluster, statement: str) -> None:
    attempt(attempts, READER, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "select * from sync.outcomes",
        "select email from sync.outcomes",
        "select subject_key from sync.outcomes",
        'select "row" from sync.rejected_rows',
        "select * from sync.rejected_rows",
        "select * from sync.state",
        "select * from sync.changes",
        "select * from sync.explain('ann@example.com')",
        "select * from zoom.users",
        "select * from zoom.registrants",
        "select * from hubspot.contacts",
        "select * from hubspot.contacts_to_send",
        "select hubspot.forget_portal()",
        "select * from registration.requests",
        "select * from registration.results",
        "select * from settings.history",
        "select * from public._yoyo_migration",
        "insert into marts.contacts (email) values ('ann@example.com')",
        "update marts.contacts set first_name = ''",
        "delete from sync.errors",
        "create table staging.mine (mine int)",
        "create view marts.mine as select 1 as mine",
        "truncate marts.contacts",
    ],
)
def test_a_reader_sees_nothing_else_and_changes_nothing(attempts: Cluster, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attempt(attempts, READER, statement)


def test_no_column_with_an_address_or_a_row_can_be_read_outside_of_marts(
    attempts: Cluster,
) -> None:
    statement = f"""
        select attrelid::regclass || '.' || attname
        from pg_attribute
        inner join pg_class on pg_class.oid = attrelid
        where
            relnamespace::regnamespace::text = 'sync'
            and attnum > 0
            and not attisdropped
            and relkind in ('r', 'v')
            and has_column_privilege('{READER}', attrelid, attnum, 'select')
    """
    columns = {str(column) for (column,) in execute(attempts.url("test_attempts"), statement)}

    assert "sync.outcomes.code" in columns
    hidden = re.compile(r"\.(.*email.*|row|subject_key|.*salt.*|payload)$")
    assert [column for column in columns if hidden.search(column)] == []


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
