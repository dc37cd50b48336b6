"""The warehouse's passwords are changed by the statements of docs/security.md."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from local.postgres import Cluster
from tests.builders import World, account, at, query, webinar
from tests.builders.docs import code_blocks, run_shell
from tests.integration.warehouse.catalog import execute
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = "docs/security.md"
WEBINAR = 93000000001
LOGINS = ("migrate", "tasks", "pages", "door", "analyst")
PASSWORDS = {
    "warehouse": "warehouse",
    **{f"{name}_password": f"secret-of-{name}" for name in LOGINS},
    "new_password": "new-secret",
    "next_password": "next-secret",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """Start a server that asks our logins for their passwords, with a migrated warehouse."""
    folder = Path(tempfile.mkdtemp(prefix="wp-"))
    cluster = Cluster(folder / "pg")
    access = folder / "pg" / "pg_hba.conf"
    rule = "local all /^(sync_|analyst) scram-sha-256\n"
    access.write_text(rule + access.read_text(encoding="utf-8"), encoding="utf-8")
    execute(cluster.url("postgres"), "select pg_reload_conf()")
    cluster.create_database("warehouse")
    migrate(cluster.url("warehouse"))
    psql(cluster, folder, code_blocks(PAGE, "### In the warehouse", "sql")[0])
    yield cluster
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


def psql(cluster: Cluster, folder: Path, statements: str) -> None:
    """Run statements of the page, with its variables, as an administrator."""
    (folder / "statements.sql").write_text(statements, encoding="utf-8")
    settings = " ".join(f"--set={name}={value}" for name, value in PASSWORDS.items())
    program = f"{cluster.programs / 'psql'} --no-psqlrc --set=ON_ERROR_STOP=1"
    url = cluster.url("warehouse")
    run_shell(f"{program} {settings} --file=statements.sql '{url}'", folder, {})


def url_of(server: Cluster, user: str, password: str) -> str:
    """Return the warehouse's URL for a login."""
    rest = server.url("warehouse").split("@", 1)[1]
    return f"postgresql://{user}:{password}@{rest}"


def test_each_login_of_the_page_gets_in_by_its_password_and_has_its_role(server: Cluster) -> None:
    may = {
        "sync_migrate": "create table marts.mine (mine int)",
        "sync_tasks": "create table staging.mine (mine int)",
        "sync_pages": "update settings.sync set polls = false",
        "sync_door": "insert into registration.signatures values (1)",
        "analyst": "select * from marts.contacts",
    }
    for login, statement in may.items():
        password = f"secret-of-{login.removeprefix('sync_')}"
        with psycopg.connect(url_of(server, login, password)) as connection:
            connection.execute(statement.encode())
            connection.rollback()
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(url_of(server, login, "another"))


def test_another_login_takes_the_place_of_the_tasks_one_while_a_load_is_left_behind(
    server: Cluster, tmp_path: Path
) -> None:
    second, drop, in_place = code_blocks(PAGE, "### Passwords of the warehouse", "sql")
    old_url = url_of(server, "sync_tasks", "secret-of-tasks")
    main = account("main", [webinar(WEBINAR, at("28 10:00"), "ann")])
    with Warehouse(old_url) as warehouse:
        world = World(warehouse, [main], now=at("20 03:40"))
        assert world.sync().success
        # As a load that was killed leaves it.
        execute(old_url, "create unlogged table staging.contacts_9 (email text)")

    psql(server, tmp_path, second)
    with Warehouse(url_of(server, "sync_tasks_2", "new-secret")) as warehouse:
        world.warehouse = warehouse
        psql(server, tmp_path, drop)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(old_url)
        world.clock.set(at("21 03:40"))
        more = webinar(WEBINAR, at("28 10:00"), "ann", "ben")
        world.replace_accounts(account("main", [more]))
        report = world.sync()
        world.close()
        assert report.success, report.message
        assert query(warehouse, "select count(*) from marts.participations") == [(2,)]
        assert query(warehouse, "select * from pg_tables where schemaname = 'staging'") == []

        # Sessions that are open stay.
        psql(server, tmp_path, in_place)
        assert query(warehouse, "select current_user") == [("webinar_sync_job",)]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url_of(server, "sync_tasks_2", "new-secret"))
    psycopg.connect(url_of(server, "sync_tasks_2", "next-secret")).close()
