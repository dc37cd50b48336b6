"""The socket of the embedded PostgreSQL, which asks nobody for a password, is in nobody's reach."""

from __future__ import annotations

import os
import socket
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from local.postgres import SOCKET_NAME, Cluster
from local.processes import end_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534


@pytest.fixture
def temporary_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a folder for temporary files with a short path, open to all users as /tmp is."""
    with tempfile.TemporaryDirectory(prefix="ws-") as name:
        folder = Path(name)
        folder.chmod(0o1777)
        monkeypatch.setattr(tempfile, "tempdir", name)
        yield folder


def _can_connect(path: Path, user: int) -> bool:
    """Tell whether a user can connect to a socket: what a process of theirs ends with."""
    pid = os.fork()
    if pid == 0:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
        with socket.socket(socket.AF_UNIX) as client:
            os._exit(client.connect_ex(str(path)))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@pytest.mark.parametrize("length", [20, 300])
def test_a_socket_is_in_its_owners_reach_alone(temporary_folder: Path, length: int) -> None:
    folder = temporary_folder / ("long" * (length // 8)) / ("path" * (length // 8)) / "pg"
    cluster = Cluster(folder)
    try:
        with psycopg.connect(cluster.url("postgres")) as connection:
            row = connection.execute("show data_directory").fetchone()
        assert row is not None
        assert Path(row[0]).resolve() == folder

        sockets = [path for path in temporary_folder.rglob("*") if path.is_socket()]
        assert sockets == [folder / SOCKET_NAME]
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700

        by_url = Path(cluster.url("postgres").partition("?host=")[2]) / SOCKET_NAME
        if os.getuid() == 0:
            assert not _can_connect(by_url, NOBODY)
            assert _can_connect(by_url, folder.stat().st_uid)

        again = Cluster(folder)  # as make clean finds the server of a make run
        assert again.url("postgres") == cluster.url("postgres")
    finally:
        cluster.stop()
        end_cluster(folder)


def test_a_folder_of_links_that_others_can_change_is_refused(temporary_folder: Path) -> None:
    links = temporary_folder / f"webinar-sync-{os.getuid()}"
    links.mkdir()
    links.chmod(0o777)
    folder = temporary_folder / ("long" * 40) / "pg"

    with pytest.raises(RuntimeError, match="others may write into it"):
        Cluster(folder)
    assert not (folder / "PG_VERSION").exists()


def test_a_link_of_others_is_refused(temporary_folder: Path) -> None:
    elsewhere = temporary_folder / "elsewhere"
    elsewhere.mkdir()
    (temporary_folder / f"webinar-sync-{os.getuid()}").symlink_to(elsewhere)

    with pytest.raises(RuntimeError, match="belongs to another user"):
        Cluster(temporary_folder / ("long" * 40) / "pg")
    assert list(elsewhere.iterdir()) == []


def test_a_path_that_is_too_long_everywhere_is_refused(
    temporary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = temporary_folder / ("long" * 40)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))

    with pytest.raises(RuntimeError, match="Set TMPDIR"):
        Cluster(long / "pg")
