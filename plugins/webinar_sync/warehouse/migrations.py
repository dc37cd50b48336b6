"""Brings the warehouse's schemas up to date: `python -m webinar_sync migrate`.

What is in `include/sql`, in the order in which it is applied:

- `schemas.sql` and `functions/for_tables/`: what tables need.
- `migrations/`: the tables. yoyo runs each file once, in the order of their numbers; `0001` to
  `0006` are the baseline. No file that is there is ever changed: a test holds their digests.
- `functions/` and `views/`, a file for each object, and `rows/`: **every** migrate makes them as
  their files say, and leaves alone what is so already: no task waits for a migrate without news.
- `roles.sql`: what the roles may do, given anew by every migrate.

All of it is one transaction: a task that runs meanwhile sees the schemas before or after it. With
something to do, a migrate waits its turn among loads. Code of another version writes nothing
afterwards, and says so (`version.py`). Warehouses from before the baseline was frozen are brought
forward by `earlier.py`.

**To change a view or a function**, change its file: there is nothing else to do. A view whose file
is deleted goes; views that somebody else made stay. Which one needs which is read from the files,
so write names with their schema.

**To change a table**, write a new file `migrations/NNNN.what_it_does.sql` with the next number. It
starts with a comment and holds plain SQL. It runs while there are no views, so that columns can go
or change their types. Databases that have applied a file do not apply it again. Let a new column
have a default or be filled by the migration, and give it a comment. What marts are computed from
anew needs `insert into sync.changes (kind) values ('everything')`. Analysts see `marts` whole, and
of `sync` only what `roles.sql` lists. What the migration needs of functions must be in
`functions/for_tables/`. Then run `make test`: the tests compare a database that was migrated step
by step with a fresh one.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yoyo
from psycopg import errors
from sqlalchemy import make_url
from yoyo.backends.core.postgresql import PostgresqlPsycopgBackend
from yoyo.connections import parse_uri
from yoyo.migrations import default_migration_table

from webinar_sync.warehouse.definitions import Definitions
from webinar_sync.warehouse.earlier import BASELINE, FIRST_FROZEN, refuse_older, renew
from webinar_sync.warehouse.errors import MigrationError
from webinar_sync.warehouse.libpq import libpq_url
from webinar_sync.warehouse.locks import MIGRATION, VERSION
from webinar_sync.warehouse.pooling import check_sessions
from webinar_sync.warehouse.queries import SQL_FOLDER
from webinar_sync.warehouse.roles import OWNER, Roles
from webinar_sync.warehouse.version import version_of
from webinar_sync.warehouse.waiting import wait_for_loads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from psycopg import Connection

OLDEST_POSTGRESQL = 15

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Migrated:
    """What a migrate did. `advice`: what an administrator should still do, if anything."""

    applied: list[str]
    advice: str | None


def migrate(url: str, folder: Path = SQL_FOLDER, say: Callable[[str], None] = log.info) -> Migrated:
    """Apply what has not been applied yet, and make anew what comes with the code.

    :param say: is told what takes long, or is waited for
    :raises MigrationError: if the database is too old or too new, if the user may not, or if a run
        that is under way does not end; nothing is changed then
    :raises PooledSessionsError: if a pooler stands before it
    """
    target = make_url(url).set(drivername="postgresql+psycopg")
    backend = _OneConnection(
        parse_uri(target.render_as_string(hide_password=False)), default_migration_table
    )
    connection: Connection = backend.connection
    try:
        check_version(connection.info.server_version)
        check_sessions(connection, libpq_url(target))
        # The session's: a migrate that is killed leaves nothing behind. A second one waits.
        connection.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [MIGRATION])
        applied = _read_applied(connection)
        refuse_older(connection, applied)
        _check_known(applied, folder)
        roles = Roles(connection)
        roles.create()
        backend.init_database()
        backend.ensure_internal_schema_updated()
        with backend.transaction():
            names = _apply(backend, Definitions(connection, folder), folder, say)
            roles.grant(folder)
        return Migrated(names, roles.advice())
    except (errors.LockNotAvailable, errors.DeadlockDetected):
        raise MigrationError(
            "Tables or views of the warehouse are in use, so nothing was changed: run `make "
            "migrate` again when no push or sync is running."
        ) from None
    except errors.InsufficientPrivilege:
        raise _forbidden(connection) from None
    finally:
        connection.close()


def _forbidden(connection: Connection) -> MigrationError:
    return MigrationError(
        f"The database user {connection.info.user} may not change this warehouse: migrate as "
        f"the owner of the database, or as a member of the role {OWNER}."
    )


def _read_applied(connection: Connection) -> set[str]:
    """Return the names of the migrations that the warehouse has had.

    :raises MigrationError: if there are none, and the user may not make schemas and tables
    """
    is_new, may_begin = connection.execute(
        "select to_regclass('_yoyo_migration') is null, "
        "has_database_privilege(current_database(), 'create') "
        "and coalesce(has_schema_privilege(current_schema(), 'create'), false)"
    ).fetchone() or (True, False)
    if not is_new:
        rows = connection.execute("select migration_id from _yoyo_migration").fetchall()
        return {name for (name,) in rows}
    if not may_begin:
        raise _forbidden(connection)
    return set()


def check_version(server_version: int) -> None:
    """Refuse a PostgreSQL that is too old.

    :param server_version: as libpq says it: 150004 is 15.4
    :raises MigrationError: if it is
    """
    if server_version < OLDEST_POSTGRESQL * 10000:
        raise MigrationError(
            f"The warehouse runs on PostgreSQL {server_version // 10000}, and webinar-sync needs "
            f"PostgreSQL {OLDEST_POSTGRESQL} or newer: upgrade the server, then migrate again."
        )


def _apply(
    backend: PostgresqlPsycopgBackend,
    definitions: Definitions,
    folder: Path,
    say: Callable[[str], None],
) -> list[str]:
    """Apply the missing migrations, make everything else, and return the migrations' names."""
    connection: Connection = backend.connection
    missing = backend.to_apply(yoyo.read_migrations(str(folder / "migrations")))
    names = [migration.id for migration in missing]
    if FIRST_FROZEN in names and not set(BASELINE) & set(names):
        renew(connection, definitions, folder, say)
    definitions.prepare()
    if missing or not definitions.are_current():
        wait_for_loads(connection, say)
    if missing:
        definitions.drop()
        backend.apply_migrations(missing)
    definitions.make()
    _tell_version(connection, folder)
    return names


def _tell_version(connection: Connection, folder: Path) -> None:
    """Write down which version this is, unless it stands there.

    Last of all: whoever is about to commit holds the version, and waits for no table by then.
    """
    exists = connection.execute("select to_regclass('sync.warehouse') is not null").fetchall()
    if exists != [(True,)]:  # not every step of the baseline
        return
    version = version_of(folder)
    facts = (version.migration, version.definitions_digest)
    select = "select migration, definitions_digest from sync.warehouse"
    if connection.execute(select).fetchall() != [facts]:
        connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [VERSION])
        connection.execute(
            "update sync.warehouse set (migration, definitions_digest) = (%s, %s)", facts
        )


def _check_known(applied: set[str], folder: Path) -> None:
    """Refuse a warehouse that another version of webinar-sync has migrated further."""
    known = {path.stem for path in (folder / "migrations").glob("*.sql")}
    unknown = sorted(applied - known)
    if unknown:
        raise MigrationError(
            "The warehouse was migrated by another version of webinar-sync, which has the "
            f"migration {unknown[0]}: use that version or a newer one, or an empty database."
        )


class _OneConnection(PostgresqlPsycopgBackend):  # type: ignore[misc]
    """Runs migrations on its own connection, so that all of them can be one transaction."""

    def copy(self) -> _OneConnection:
        return self

    def __exit__(self, *_: object) -> None:
        """Stay open for the next migration."""
