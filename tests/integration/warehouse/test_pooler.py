"""The warehouse behind a real PgBouncer: refused where no lock of a session would hold."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from local.airflow import free_port
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.errors import PooledSessionsError
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.postgres import Cluster

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
SECONDS = 60

pytestmark = pytest.mark.skipif(
    PGBOUNCER is None, reason="there is no pgbouncer here (Debian: apt-get install pgbouncer)"
)


@pytest.fixture
def start(
    cluster: Cluster, fresh_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., str]]:
    """Return what starts a PgBouncer before the cluster, and returns the URL of a database."""
    processes: list[subprocess.Popen[bytes]] = []
    socket_folder = Path(fresh_url.split("?host=", 1)[1])

    def start(pool_mode: str, ignored: str = "options") -> str:
        port = free_port()
        config = tmp_path_factory.mktemp("pgbouncer") / "pgbouncer.ini"
        # As root it runs as the user of the cluster, whose socket is within nobody else's reach.
        owner = pwd.getpwuid(socket_folder.stat().st_uid).pw_name
        user = f"user = {owner}" if os.geteuid() == 0 else ""
        config.write_text(
            f"[databases]\n* = host={socket_folder} user=postgres\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = any\npool_mode = {pool_mode}\nignore_startup_parameters = {ignored}\n"
            f"{user}\n"
        )
        # It reads the file before it becomes that user.
        process = subprocess.Popen([str(PGBOUNCER), str(config)], stderr=subprocess.DEVNULL)
        processes.append(process)
        url = f"postgresql://postgres@127.0.0.1:{port}/fresh"
        _wait_until_it_answers(process, url)
        return url

    yield start
    for process in processes:
        process.terminate()
        process.wait(SECONDS)


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str) -> None:
    last: psycopg.Error | None = None
    for _ in range(SECONDS * 10):
        assert process.poll() is None, "PgBouncer ended"
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError as error:
            last = error
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
        else:
            return
    raise AssertionError(f"PgBouncer does not answer: {last}")


@pytest.mark.parametrize(
    ("pool_mode", "match"),
    [
        ("transaction", "each transaction another session.* host and port of PostgreSQL itself"),
        ("statement", "each transaction another session|takes no transactions"),
    ],
)
def test_migrate_and_runs_refuse_a_pooler_that_gives_sessions_to_transactions(
    start: Callable[..., str], pool_mode: str, match: str
) -> None:
    url = start(pool_mode)

    with pytest.raises(PooledSessionsError, match=match):
        migrate(url)
    with (
        Warehouse(url) as warehouse,
        pytest.raises(PooledSessionsError, match=match),
        warehouse.session_lock("extract A"),
    ):
        pytest.fail("the lock was had")


def test_a_lock_that_was_refused_is_held_by_nobody(
    start: Callable[..., str], fresh_url: str
) -> None:
    with (
        Warehouse(start("transaction")) as warehouse,
        pytest.raises(PooledSessionsError),
        warehouse.session_lock("extract A"),
    ):
        pass

    with psycopg.connect(fresh_url) as connection:
        locks = connection.execute("select 1 from pg_locks where locktype = 'advisory'").fetchall()
    assert locks == []


def test_a_pooler_is_found_out_beside_other_clients(start: Callable[..., str]) -> None:
    """A free session is not always the one that was given back last."""
    url = start("transaction")
    with psycopg.connect(url) as first, psycopg.connect(url) as second:
        for other in (first, second):
            other.execute("select 1")  # in a transaction, which keeps a session
        with (
            Warehouse(url) as warehouse,
            pytest.raises(PooledSessionsError),
            warehouse.session_lock("extract A"),
        ):
            pytest.fail("the lock was had")


def test_settings_that_a_pooler_refuses_or_drops_are_named(start: Callable[..., str]) -> None:
    for pool_mode, ignored, match in (
        ("transaction", "extra_float_digits", "refuses the settings"),
        ("session", "extra_float_digits", "refuses the settings"),
        ("session", "options", "drops the settings"),
    ):
        with (
            Warehouse(start(pool_mode, ignored)) as warehouse,
            pytest.raises(PooledSessionsError, match=match),
            warehouse.session_lock("extract A"),
        ):
            pytest.fail("the lock was had")
