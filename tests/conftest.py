"""A real PostgreSQL and the sandbox over real HTTP, for every test that wants them."""

from __future__ import annotations

import gc
import os
import socket
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from local.postgres import temporary_cluster
from local.processes import REPOSITORY
from tests.builders import World, serve_awkward, sync_awkward
from tests.builders.put_back import PutBackDatabase
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.postgres import Cluster
    from sandbox.zoom.model import Account


# Processes that tests start import this checkout, whatever is installed beside it: a fork server
# preloads modules by this alone.
os.environ["PYTHONPATH"] = f"{REPOSITORY / 'plugins'}{os.pathsep}{REPOSITORY}"

# The same examples on every machine, however slow it is.
settings.register_profile(
    "everywhere",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("everywhere")


def pytest_collection_finish() -> None:
    """Let Python look for garbage seldom, and not among what was imported: it is a tenth of all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class ByFile(LoadScopeScheduling):
    """Gives the tests of a file to one process, so that what they share is made once.

    Those with Airflow share one: they are the longest, and begin first.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "airflow" if nodeid.startswith("tests/airflow/") else nodeid.split("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Schedule tests for `pytest -n …`; pytest-xdist's groups do not work with pytest 9.2."""
    config.option.loadscopereorder = False  # tests/airflow first, and small files at the end
    return ByFile(config, log)


@pytest.fixture(scope="session", autouse=True)
def _no_network_beyond_loopback() -> Iterator[None]:
    """Refuse connections to anything but this machine: no test may depend on the world."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"a test tried to reach {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL cluster, which ends with the tests however they end."""
    with temporary_cluster() as cluster:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            # It lives minutes, and its tables are small.
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                connection.execute(f"alter system set {setting} to off")  # type: ignore[arg-type]
            connection.execute("select pg_reload_conf()")
        yield cluster


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """Migrate one database, to make the others from."""
    cluster.create_database("template_warehouse")
    migrate(cluster.url("template_warehouse"))
    return "template_warehouse"


@pytest.fixture(scope="session")
def awkward_database(cluster: Cluster, template: str) -> str:
    """Sync the awkward account, run after run, for tests that read it or begin with a copy."""
    cluster.create_database("synced_awkward", afresh=True, template=template)
    with Warehouse(cluster.url("synced_awkward")) as warehouse:
        world = serve_awkward(warehouse)
        sync_awkward(world)
        world.close()
    return "synced_awkward"


@pytest.fixture
def begins_with(template: str) -> str:
    """Return the database that the test's own is a copy of; a module may have another."""
    return template


@pytest.fixture(scope="session")
def test_database(cluster: Cluster) -> PutBackDatabase:
    """Return the database that tests have one after the other."""
    return PutBackDatabase(cluster, "test_warehouse")


@pytest.fixture
def warehouse(test_database: PutBackDatabase, begins_with: str) -> Iterator[Warehouse]:
    """Return a warehouse that is migrated and empty, or begins as the module says."""
    with Warehouse(test_database.begin(begins_with)) as warehouse:
        yield warehouse


@pytest.fixture
def make_world(warehouse: Warehouse) -> Iterator[Callable[..., World]]:
    """Return a function that serves sandbox accounts and syncs them into the warehouse."""
    worlds: list[World] = []

    def make(*accounts: Account, **options: object) -> World:
        worlds.append(World(warehouse, accounts, **options))  # type: ignore[arg-type]
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


@pytest.fixture
def enter_task(monkeypatch: pytest.MonkeyPatch) -> Callable[..., SimpleNamespace]:
    """Return a function that enters a task without Airflow, and returns its Dag run."""

    def enter(dag_id: str, *, run_id: str = "by hand", run_type: str = "manual") -> SimpleNamespace:
        context: dict[str, object] = {}
        monkeypatch.setattr("webinar_sync.airflow.context.get_current_context", lambda: context)
        return SimpleNamespace(dag_id=dag_id, run_id=run_id, run_type=run_type)

    return enter
