"""A dump is restored into an empty server by the commands of docs/operating.md, and goes on."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from local.postgres import Cluster
from local.processes import REPOSITORY
from tests.airflow.wiring import warehouse_connection
from tests.builders import (
    account,
    address,
    at,
    connection,
    query,
    read_marts,
    registrant,
    session,
    webinar,
)
from tests.builders.docs import code_blocks, run_shell
from tests.builders.erased import insert_erased
from tests.integration.hubspot.state import hubspot, open_issues
from tests.integration.warehouse.catalog import execute, url_of
from tests.integration.warehouse.logins import LOGINS, create_logins
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.errors import WarehouseError
from webinar_sync.warehouse.roles import JOB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.builders import World

PAGE, HEADING = "docs/operating.md", "## Back up and restore"
HELD, COMING = 93000000001, 93000000002
FIRST_CONTACTS = (
    "select email, contact_id from marts.contacts where email !~ '^dora' order by contact_id"
)


@pytest.fixture
def empty_server() -> Iterator[Cluster]:
    """Start a server with neither databases nor roles."""
    folder = Path(tempfile.mkdtemp(prefix="wb-"))
    cluster = Cluster(folder / "pg")
    yield cluster
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Serve an account with a webinar that was held and one to come, and a HubSpot account."""
    begin, end = at("18 10:00"), at("18 11:00")
    people = [connection(name, begin, end) for name in ("ann", "ben")]
    held = session("s1==", HELD, begin, end, *people)
    webinars = [
        webinar(HELD, at("18 10:00"), "ann", "ben", "cleo"),
        webinar(COMING, at("24 10:00"), "ann"),
    ]
    world = make_world(account("main", webinars, [held]), now=at("20 03:40"))
    world.connect_hubspot()
    return world


def variables(cluster: Cluster, folder: Path, **urls: str) -> dict[str, str]:
    """Return the environment of whoever types the commands."""
    programs = [str(cluster.programs), str(Path(sys.executable).parent), os.environ["PATH"]]
    return {
        "PATH": os.pathsep.join(programs),
        "HOME": str(folder),
        "AIRFLOW_HOME": str(folder / "airflow"),
        "PYTHONPATH": f"{REPOSITORY / 'plugins'}{os.pathsep}{REPOSITORY}",
        **urls,
    }


def back_up(cluster: Cluster, folder: Path) -> None:
    """Back the warehouse of the test up, as the page says."""
    commands, _ = shell_blocks()
    url = cluster.url("test_warehouse")
    run_shell(commands, folder, variables(cluster, folder, WAREHOUSE_URL=url))


def restore(server: Cluster, folder: Path) -> str:
    """Restore the warehouse, as the page says; return its URL for a login of the tasks."""
    _, commands = shell_blocks()
    urls = {
        "SERVER_URL": server.url("postgres"),
        "WAREHOUSE_URL": server.url("warehouse"),
        "AIRFLOW_CONN_WAREHOUSE": json.dumps(warehouse_connection(server, "warehouse")),
    }
    run_shell(commands, folder, variables(server, folder, **urls))
    create_logins(server)
    return url_of(server, "warehouse", LOGINS[JOB])


def shell_blocks() -> tuple[str, str]:
    """Return the page's commands to back up and to restore."""
    back_up, restore, *_ = code_blocks(PAGE, HEADING, "sh")
    return back_up, restore


def take_over() -> dict[str, Any]:
    """Return the conf with which the page has a push triggered."""
    (command,) = code_blocks(PAGE, HEADING, "sh")[2:]
    conf = re.search(r"--conf '(.+)'", command)
    assert conf
    return dict(json.loads(conf[1]))


def someone_registers(world: World) -> None:
    """Let somebody register for the webinar to come."""
    (main,) = world.accounts
    held, coming = main.webinars
    late = registrant("dora", registered_at=at("20 12:00"))
    coming = replace(coming, registrants=(*coming.registrants, late))
    world.replace_accounts(replace(main, webinars=(held, coming)))


def pushed(world: World) -> tuple[set[str], dict[str, Any]]:
    """Return the contacts and the events that HubSpot has."""
    snapshot = hubspot(world).snapshot()
    return set(snapshot["contacts"]), snapshot["events"]


def test_a_dump_restored_into_an_empty_server_goes_on_where_it_was(
    world: World, warehouse: Warehouse, empty_server: Cluster, tmp_path: Path, cluster: Cluster
) -> None:
    assert world.sync().success
    assert world.push().success
    insert_erased(warehouse, address("zoe"))
    back_up(cluster, tmp_path)

    someone_registers(world)
    world.clock.set(at("21 03:40"))
    assert world.sync().success
    assert world.push().success
    marts, in_hubspot = read_marts(warehouse), pushed(world)
    contact_ids = query(warehouse, FIRST_CONTACTS)
    assert address("dora") in in_hubspot[0]

    # The old server is gone.
    with Warehouse(restore(empty_server, tmp_path)) as restored:
        world.warehouse = restored
        assert query(restored, "select count(*) from marts.participations") == [(4,)]
        assert world.sync().success
        assert read_marts(restored) == marts
        assert query(restored, FIRST_CONTACTS) == contact_ids

        for _ in range(2):
            report = world.push()
            assert not report.success
            assert "Another copy of this warehouse" in report.message
        assert [code for _, _, code, _ in open_issues(restored)] == ["other_warehouse"]
        assert pushed(world) == in_hubspot

        assert world.push(**take_over()).success
        assert open_issues(restored) == []
        assert pushed(world) == in_hubspot
        world.hubspot_requests()
        assert world.push().success
        assert world.hubspot_requests() == []


def test_the_dump_has_neither_the_key_of_erasures_nor_tables_of_a_load(
    world: World, warehouse: Warehouse, empty_server: Cluster, tmp_path: Path, cluster: Cluster
) -> None:
    assert world.sync().success
    insert_erased(warehouse, address("ann"))
    url = cluster.url("test_warehouse")
    execute(url, "create table staging.contacts_9 as select 'a@b.example' as email")
    back_up(cluster, tmp_path)
    execute(url, "drop table staging.contacts_9")
    (tmp_path / "erasure_key.sql").write_text("select 1;\n")

    restored_url = restore(empty_server, tmp_path)
    admin = empty_server.url("warehouse")
    assert execute(admin, "select * from pg_tables where schemaname = 'staging'") == []
    assert execute(admin, "select count(*) from settings.erasure_key") == [(0,)]
    with Warehouse(restored_url) as restored, pytest.raises(WarehouseError):
        query(restored, "select settings.find_erased('address', array['ann@example.com'])")


def test_a_backup_of_a_warehouse_without_news_needs_no_take_over(
    world: World, warehouse: Warehouse, empty_server: Cluster, tmp_path: Path, cluster: Cluster
) -> None:
    assert world.sync().success
    assert world.push().success
    back_up(cluster, tmp_path)

    with Warehouse(restore(empty_server, tmp_path)) as restored:
        world.warehouse = restored
        someone_registers(world)
        world.clock.set(at("21 03:40"))
        assert world.sync().success
        assert world.push().success
        assert address("dora") in pushed(world)[0]


def test_the_restored_server_lets_nobody_do_more_than_before(
    world: World, warehouse: Warehouse, empty_server: Cluster, tmp_path: Path, cluster: Cluster
) -> None:
    back_up(cluster, tmp_path)
    restored_url = restore(empty_server, tmp_path)

    owners = execute(
        empty_server.url("warehouse"),
        "select distinct pg_get_userbyid(relowner) from pg_class"
        " where relnamespace::regnamespace::text in ('zoom', 'marts', 'sync', 'settings')",
    )
    assert owners == [("webinar_sync_owner",)]
    with (
        psycopg.connect(restored_url) as refused,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        refused.execute("alter table marts.contacts add column mine int")
